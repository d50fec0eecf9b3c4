"""Values that files of vendors and tutorials print, known by their SHA-256: none of them is written down here."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

EXAMPLE_HASHES: Final = frozenset(
    {
        # AWS IAM guide; the last: Azurite, the Azure storage emulator
        "1a5d44a2dca19669d72edf4c4f1c27c4c1ca4b4408fbb17f6ce4ad452d78ddb3",
        "cb20d34a7adda2f5d2043836051e242fd4c2b233e02c80c91fe9d5af9b100574",
        "c6ea27c534f993d31f0aef882e3d200e7b87470c379ae79c8f9b19d3bd363dc9",
        "78314b11be2e581549ac1c4f616563fad3fdf0c3b71678f6e2299182080e0598",
        "e21b597ba6b9cafa59d9ebc4d65c0385f5eb3fa56abab2607fa76589ad849a33",
        "0011cc25eb4320717494d2703e8cba85743e71b500283c21c8b88147992f9059",
        # AWS, SES and STS guides (older)
        "df93a8a6d0728913999d6402b950f2f8a4b4a3fbb922b3f1e36df296eda06b17",
        "afc3ac3f2edc334a4b27a19543649669c02e55d18f8901057014e12040e625a3",
        # Kubernetes: the reference of kubeadm's configuration, and of kubectl config set-credentials
        "366da6cf65a08841e25019549f7175df15fbaa93bf4f9a35f911adc0738b918a",
        "6a81b2429c0ba421955f8772675488d1689d9a24aa1c96a6f1c4c70b708af1fa",
        # Kubecost, the command that installs it
        "5eb9db176425d46fcf9e5dbad7fcf9036c9fda5e49b664f290639866ee43b7f7",
        # FastAPI's tutorial on signed tokens
        "570dad43de1af4c925f92c16a68a50936da42b7dd6fdeb24850507a1199aac89",
        # rfc3986, the docstring of its builder
        "c0c97668ea4f173691c582de92325a3dc6beb1c062abf453f121511400aebbcd",
        # Odoo, the guide to its external API
        "a861a5a3bcb6fe170f8b8f326a8894bd554d0e9df50fd8fca3dc0636d3ccb04d",
        # PowerSploit, the help of Get-SiteListPassword
        "9bd63a9bcd7d844daf9570158d1aa467fa8c2ca3fc1db94434ee213459e2a136",
        # Binance, the API documents of spot trading and of futures
        "5ba1ed8425baaa72d558afddb8aaacdfe29ad0dc1a44dae76640127e83626d29",
        "23e9efa3ced6e70c7f2dbe0d08295f18f94b0cbd5c6026677e3bc51897ee31f2",
        "1fbf6d20358e3554bec0ce4baf6ddd166cdc09e02b14833151082dd81ac2a2df",
        "c2cdb5350be92a49d4d191ad931ad58083eb11cf4b96efc0a8256341faf79cce",
        # Kraken, the signature of its REST API
        "98c0adc16caa135bf2c8732f2558ae4e3e03443c4d1a20b8974fed384ad505d8",
        # OKX, the signature of its API
        "477a08c0eb19eedcfbcaaf28687d05fd4854161e23ecce1b8836a4ece1d880e9",
        # X (Twitter), creating a signature
        "00b3dc640c9c99fcdbdab6f63d785248e4613fbaa65d63c56d97e54f987c3bab",
        "0e04efa6bc7d2d512fc108c5ba4215c42a7d4674301511c5d18f2e2885d45f35",
        "5aac38e542b76b97b3518c0293214d0b8aa11344e38518437f7dd44da0b521c3",
        # GitHub, the OAuth web flow
        "3543c50b0cb9cea8e55eb1f529b79f043cb250d485fde7b66cabbb5183add7da",
        "bc3ae723f57c6b9e3fd80b699fcc420f6074b0b1718039669d22631d508ac0a7",
        # web3.js, eth.accounts
        "95e82a7ebb036b3c3b3c14120ed7ce5f356ac69348bf38a71e8e117c1ef8c7e0",
        # Cisco DevNet, the passwords of its sandboxes
        "830721d0a232b8d7fb0a9b7b62d269f20567b341eb2b0a8e316d4d308f80d6e8",
        "82db005418ab69cca2c7286bf82299578ceb70de61c2ceb71b5c232cc5ed5a43",
        "80702457c70d9ac4e47e68bdb9754c8ce50115182933f54b924ba751f679d68b",
        # mnemonics: MetaMask's and Truffle's guides, Ganache's own, the vectors of BIP 39, Mastering Bitcoin
        "77d2ad92c611e5064cf22528ffe6e9cab93a80567b8516febc9b5b7b1616acc6",
        "b83e96417f61cb148d0dc8a89b839ee4956ad45b5e4b6a2a6cae048e48782157",
        "9c5d0a6656e5d3f36601d0bf98762be09bad5d7b164382c1d6c826324d6d599a",
        "ecb0e7ba498c5920991f0b3483e91f7abafa9ecc6bd82a9a51494589592b1a8f",
        "3a64bcd9cea43c0aba67ba0bf2ddff8137a492bccbc672107fcbf7381086f698",
        "c4546324c2acf02b957dc4e4b754eda6cd1b946447cbbb2c35ec968f851e27eb",
        # private keys of bitcoin: Mastering Bitcoin, the wiki of bitcoin
        "f8c04888a483afe05d5d6cdb75bdfce4ebb3ba45462a03dbba7a781b9a37a2af",
        "39cdd1e0a0bc94e9e8af13a370a7def3834c3e36f574bb51114515ff5b4c825a",
        "3d1ee63f205e9c3eff09ae232a4ed1fbe79336c140df3e16620d1a9c9b473fc9",
        "b924509b21e104e059a6435a24adf9584bfaf99dbf7ca653ef2ec3c989dcd26f",
        "cdfce49713b0b84831a622c934cd6c6b5f0b4258051bc7a1a37aa16fa5e6e807",
        "9d6a2b9d1f01d4577cbdce4de6f0834ac6b21d675518ace150009338685b5276",
        "110040843c3adf0df9dfa12aa89635f8c2a24a7fa0b068d78bc5e5c9f4fe7e30",
        "63d25a1eb677d0964a999df6378781743122bd7281504f4ae5247b01a0fa1858",
        "6673bbbf0d84f102110615189c49fea461738b0b805046df2fc5e5333ed04532",
        "ded9f375c0da2ed759eafd278fe56f476702ebc6f16f5b1ea42131cd766f458c",
        "fdf046719486d248d2c9570581fab60ab23fa50bc78de34853dc0fb7f2045b11",
        # Stripe docs
        "78a08441f4314f0a2833cfe58c62e555a162264206982cda39f6804f5048f570",
        "2cafc0970149a84f3b9e62eaf169f36f59907a3b3e31f7b82e68c69cd27f7326",
        "f2d6ca16515033e5dce14eba840b979d27b5cbae24bb3e5bf484339667f86397",
        "b1471f544ceeea31333bde7e1ecbaad6eac0d4a749412ad29bd66ef895b81c6b",
        # Google Maps docs
        "ac9265e56c79b234607ec72c53753cfea9f88c99eb713790ddf9be5593bb4465",
        # firebase/firebase-android-sdk, google-services.json of its tests
        "f56e323494a6ffc2064e7a955908957d84f0755e5f975dabd64328d0359a8f7c",
        "2037abcaffb2b77785da716cf7ccff4ff4d00c4ea930db0167b7d71f50af7eb4",
        "3f370c9dd8225c63b5c77de1f785edc9712958f18bb612d5fa2e0ae33aeca682",
        "e4a5542bb7fd7b67e943c71ad29c34b5972c9840597e7eda53e666f44d5da0b9",
        "a19f89ab3555eac10c40741f6df79ecf0935998f15569f8db9d67bce0181fff6",
        "0b476bdf9acf2123d547b5ae76f1e59884d8ec9553ee0c47e9f31fd4768f3f3c",
        "eb540d2b6ee2a0a47c5779bc8a0141784c6b753840d4c6f4e2428a6e86e9e0b1",
        "37f8f09bdf12c2f2eae4ead7273a62ddb0c23459cbf902892f282b57f7ed6619",
        "8731261cb72d86267a32a532ebd3df429e2144e5e4ced7e13568bc9e6c8fb1b1",
        "49f777db995e8260da7ca9ffdf0c08d66f0453e97ec967018baf2cdfe3b582d0",
        "27a9a42931dff7eb2f8434e20a9bce976ea364e7bee49187f19d5cfeca9c7045",
        "dc0fcf046c61640cbd1e8b999ada3262d722c2ca4bf42dceac999020ffdbb614",
        "4c98242dcadc8b29005c6b4aad526552d5ea1842149154c0694adeec75847583",
        "ea9bb1082cf95663f5faca23b8b15ef2aa0fce0a5c6df9c32dcb85b2e0a4513d",
        "3a8b61d0f636b007840c0d40ba12bcf48465dc054cdc1a68704a33521d84b665",
        "a6c814bc555ae62c7bd8b58ec07bf559c7ed3a009976a1e0acc9cef0d4473b41",
        # Azure Cosmos DB emulator
        "aa6547439583c3a275d4542a0df6c1ad6a863971be9f2a2220f027cc02aef615",
        # Alibaba Cloud API marketplace
        "3659497c2446a401e75b76b1e806bd3870188365a40f212efe6d39d2aa02e694",
        # Google Authenticator, key URI format
        "8be5d113c0871ce1a122d68a7dff940ab7b09ad8dfcfd9a85aa5c1acc026279e",
        # RFC 7617
        "cf4d418ed3de92d71f767db5391d5a2dacd40e1ce49e75d1137e2ecf4982d844",
        # RFC 6749
        "6c96130f130ab0d6d158397e24d2bcc1c9a5e73ae081f6e983f1c7b545d24a4c",
        "00cf4c781dc37003f7c7dd7d4c9a6ef1e0f4c62d9a291aa8bc398774e3fefd32",
        "ca7459e2b26776de081b9a07e40227fd6cff232a1e3233ff6b6aa6d036ca9981",
        "e9974c507d2a802143f614c878fcbb622a3800e05e6e0d329fee2c5b6b243329",
        "53f5da0aaa93d64cd5772c554cbf940f0539e689dddbeb8f923eec3f72c02ea9",
        # RFC 5849, and the drafts before it
        "cb87c87e4a138d9a72259d2a01bab15623c9846e568c1509b287721645a6ea53",
        "c20fbc2b96183894fb46187909d02afbef5b1b56398ece2a653745dbfb407553",
        "b87dad10a32a2d81aa2e36e31e258b36ac0c3b07d1c1d5837185e206e17e3a06",
        "649e1f5c769e718ba10d1a702a36499a731441d960b06da91c4c97786bf84595",
        "bb9b1163338b2a51495834ad5c65420443d6327381cf0f94ebf92b117f209d72",
        "293257ab6495ebb11cf9e4aee0686ca30df8de2ab8d251f2cbbcf177bdfcae91",
        "4c20e6f5cc11b93731e74cbe20739821d61c3563c9f50ecb884a27cd369f01fb",
        "6aa14267d94944e6b6483c81f5ad37f87bbc7e88aa368d4aba1e71e0b79cd8c4",
        "80f8b7c904d4a43f3b7036db73247daafe15b3f647b337d19031ff67b7c1a177",
        "2ff8b0fb93aca981c78f1e94355c298c23435461f1072ef4674848e620371787",
        "8d567eb88afff34f31ab97fbb2731e582703bdeaf3c92b989cf568e0b23cef31",
        "9d03b692e941d5ace207a9f8048834439f6de98e5c6c1590c22c4f4577c88a42",
        # RFC 6749, the code and a slip of the pen; RFC 7009; RFC 7591; RFC 7636
        "a35b81a7d7927b70ec99270dd2362b88580a28574af812f2c02f56469579186f",
        "06d999075d6caee412e916c891f18de45bb26192953879cd1ec45e330e2ba520",
        "ea9bdfd02c0c412c8cc36ba67f6c17f9b314b2c518e63ff3776077d68245736d",
        "90fd21a668f4b1211fbcb4f6d06d3694660f9fe2e54272d5e1e9fb2d311fb0f9",
        "5d461d812fae8b3f4ae2c445c61322a429ef0c1ed9b1e25d7f753574d1cba870",
        "0d299b1eb548708d04534e7e050c427b56edfa15d13637a3484bdd61babf8384",
        # OpenID Connect Core and Registration
        "ad71fb4165536675d80a8bbfe957697e4b9e17b35d5500406abc219705337107",
        "9e309cccd311ea64d04133daf7760f71f38a566db7aa98b71e043ede9325680f",
        "92212b05a8b8f6bbc5543769c2e8c0ef9aa6d146403101e761de5c7b719fe753",
        # NIST FIPS 197 and SP 800-38A, keys of the test vectors
        "2ef2503d964e9668092e6878d3c390ca7909bbbffabd781857115e3be4bb3e5a",
        "d65df89f702eec58ca3c7bf2001c9ffc7cd80553ae01d42a799ba26756142d96",
        "c12ce25303a023aa1317614428c0ac8ef707c5a370d7c766353c66df5d2cb46f",
        "837e8e636d452b6133d5a5c56de1eb57c08a94bbe632804fa621a49014c5c034",
        "6c86c6aac5fb24bcf5d9939cb7d7d5645ce39418f449e03b262dd4fa14b4b92b",
        # Pulumi, the name of the field that marks special values
        "42a8af5aab5958b8fa98a667ae9e2a8ed7a25f20d0ca99ad2357688c4d471e98",
        # Phoenix, the documentation of its endpoint and of its deployment
        "82f3b3ce274e192ae0131267af80306e5057b4adcd63265ffbce312bd4f55994",
        "44e1c30dc09ff9528379e6dd0c8615cbb6aca3b84ab9ba96293d8736d5708483",
        # Rails, has_secure_password and the notes of 4.1
        "2eb6d25db788d62b8b37b488418bd08ba00aa92abf108c3215a1c1dbcfc9e8be",
        "bc213cd17fe629970feddbcd1f95ff62bf2241e0fd38ffcd8815c367a95e350a",
        # reCAPTCHA, the secret for automated tests
        "f5e95c9954635b65acab57e6d5ea663eb900f06dc8794a90358f5abb1c77d4e0",
        # RFC 6750
        "b8e148545b13c78bc74da2f1a7275dd71e56ddece129d7d2f7b3ecc06f7994da",
        # RFC 8032, test vectors of Ed25519
        "099da475a54aacbacabde231639eed7b00b0a9359cddd2598004bd8b8ad23237",
        "80cd0406a778128b9b92931b4e89f5370c1b63657d3caf6ba051d19d60eea156",
        "dfdcf400fd38f3bc807fd3ea4113c2fb8265ed76a07327e84bb36cbeadfe6b21",
        # RFC 7515, A.1; RFC 7520, the keys of its examples; RFC 8037, A.1
        "8b1b17a9740c068accab5c3d0d652c8e3cc13206e70bb73b42ea41d4c2de3c12",
        "2677a14a465f8bf0f2f2f372f5870a097a4d13814aa68868e0467b27b3c641cf",
        "8580dd90707d8c5158d6cb777938febb4f6f4567809b698aa4b293826709aa46",
        "c10838189a432c839e70d3cbe43c097c51ceb86c787caa91daea524faef8485e",
        "fde65288758ade656d00d03a11dee9d4df0835b5950fdea8e1186c2fe1dd8fa7",
        "44e6c89ad9f1cbaf6aeb4062c5f2838879206dfe03f2b4ecf61db9cedd27a86e",
        "930d65dbe93c976ef0533d89d86d904974ab5e5c582c8b48096dee5e2b9b2f05",
        "79bd8cb5ce94f16b65a975159d6546a3e46ce0aff662cfba61a8f65c61c92b29",
        "5b6eff51cddd4d1316d5b060aaf0914886f4f501556a29e24ca85367758dfda9",
        "92a7d7ea52e43e7051a891902253e914208d166249aa7cda741739912c59de61",
        "190edf59d5736c3b3ea6bb36d57f5eb415a9b79f3201b381b8f3cb089135981f",
        "243cd6766dfc55feb19c57a662e8e712c0a37e6c44a00467255e0b4ac21182b7",
        "0330b11998cbc9abd5a585e755cb5df2f73f1a5632fdcc2abb19e05e3eceddb9",
        # RFC 7636
        "13d31e961a1ad8ec2f16b10c4c982e0876a878ad6df144566ee1894acb70f9c3",
        # CAMARA, description of its API Quality on Demand
        "f77b6ed11007328db55b9787089f3411454e87966cf346255dcd4cbfbd074b14",
        # n8n, OpenAPI description of its API
        "a74978bd1264a9754cb68b8912e7e5c88ecaa99613cc6c4d766dcae8d9657605",
        # the UUIDs that RFC 4122, RFC 9562 and encyclopaedias show, with and without hyphens
        "a3a9e1ed9732cab28868127be00f1ce921acaefdd5c3b23a6e9e0072bd9c1a34",
        "986c0dc956dc822b5d8f698661b9eb1ef880786ff9043c16744d2a420e99e9bb",
        "8f400c257611ed5d30c0e6607ac61074307dfa24cf70a8e92c3e8147d67d2c70",
        "e5855ff48799c52c9ccf80b82bab9492c347a316876dbeaafef22b0bd4fac13d",
        "140f39b05a2d9de451b9b7ad2d1f4a26b16fb5e5c8b7cbde6154679102614882",
        "3c168bcc0c43707f2c97d69e613274b046fe71279713496fd02d248e6c2ee89f",
        "cfe9c3a7d65cd1011e627464d7b696dffad5b6dadc58b36a80999a0280918a11",
        "5a1a5c62a5d5b93bcceec0a75f813cd020b58b073a54f3f8805cae2ba6a5430c",
        # Telegram, Bot API and its introduction
        "731fa294d036e54f19df879bfcd4fe72d967dc6327800c5f74a48414a3f258c9",
        "0b5dd075ccdd03c42f4edda8e299e6838e2a75d3486a2a8d86940ed1541e9178",
        "654b2b06319049d0321a339b1fb29678a7a12aebd06085374e2faacab25ce56e",
        # Discord, developer documentation: a bot's token, OAuth 2, webhooks, secrets of activities
        "02f7ce3c263f85c019eeeeea4b08f1b7f6ade2b7a2199c14f3efdac0eef382e1",
        "35cd205c3caa8aa9418aaa84060d699c76c3e9acac4cf3090734370fa13da414",
        "f3df33ac6ed6d02de43b1c6b0c7613f79600d42966f2d7690be28f0c6e63dfdc",
        "416831fc9be4e6943636596f7baa5e72cc7ef336bddd55106fea4fad2328109e",
        "f800814438b2bf72b1c3f19a90be82ca850b6640a5de92c5ca4752b6930fbab2",
        "0de68ffadd070c4107f23ef782d84e37888e96d095f9f97f28a07661c797bbf3",
        "49957aa1027ac2ef6650655d15f9f9a44dc122af31e18291a13b7386007247d0",
        "181b99e1c873800d010e4455e5c48cf541ea5a9d10be3ec16bd8a606f0480171",
        "4d91bedc269d492b0eadf497b5e872ed824664130c6c3cd4386950fe59489c63",
        "8cd2e2984bad43410dde979178b47f24c8ab13acd9612284dead93e4c1353f14",
        "c7747abbfcef5c1073da049133b3e0143a3c2fc6e2ece877047e4c76938ea1fe",
        "f82e215909587df391046e28f3024a645ffec6f4977c92172df70f8b51de4ade",
        "3c7743349f5655ff4086bdfe1e3c9566ef3d03835d1de056f1bf3d1799dfcc09",
        "849db5967770deac6d3b018594c06da5b7aea71cdb6be631285b16e21444cd5c",
        "ee29535144d513c33c6050ad1eaeb08a4bdb8b3d57f540c31ccc6c815e067794",
        "5dd8b8f0d6d8b7301f211b0a264da49ce1a61cb149121a73627e480a95669b3c",
        # X (Twitter), tokens of applications: both bearer tokens, the consumer's key and secret
        "6d544ed6105eb4dd3b8069ba49c5cf0778400bdf367f7f1d5cbb6f19c37af40b",
        "b390e2e57c227c0722bf8a283a4d3cb4dcf067da300d776b0b17797025b95824",
        "8e0628300c16fe3834b3b87d23e352618a27b0ca9973abd52cfc92abfc7667e3",
        "819994820a8ec7d6193be7f6c9b8b0f66419ecb8a9f8b8d2114a0d6d40e2caa1",
        # the twenty accounts of Hardhat and Anvil, without 0x
        "bc1a50966c9e6486bc4ebf880b51611a2a97fcb8e7a6976e9b81a9e3e8ca0e3c",
        "8335c55334821eefd4334369ff9c04a8594f161013cf9d87f58802d87297837e",
        "b26ab6529d20ebebb4192256f202984754f785481c64b1a1aed58cac93b3617e",
        "64034b44c579b335ab5e85debbfe72789e970138cc8d296799c3833a2a8525fb",
        "4d3e46eec8244d1d106f866ee48994f6176705298aee1b8426b2ad2529eb454b",
        "0aedba9d586f34f95cf1f0d54926f62e8a078ce2ca593be73ab27a87d3ff9c5d",
        "28e543d3753fc9d14c658ebef20b76a3b5f8e7d78667baf27832ceb3bea01bdf",
        "f070994a8599478580678f2b9482c5f02bb3de0647281e8efae183669425808a",
        "38e69fdd19aefeb4adf56312f10e62c30274997835173c7006308323ad7db506",
        "967f21586cdf1248a862f2cfb330099701c942c2c7a7537c54f7ec48f8556505",
        "0b33e0132123e78d42dd12a0fbbbacd19827d35ca88e0ad4ba83a47a65ba0487",
        "84bc109b3d59b0173a76fc3d831360a6e5063b3d4c82793a97de992947a0e3a8",
        "85bde548053aab4b5a6c78473d5eb2addaa5824299ad009bf06775e3ce923010",
        "f1513114f60e5e95732b840669fe83956d8a944d23e6c76f953e7edcf2491901",
        "5330d388af894c9e1a181a06a3ce44d61fd8602165d979942be4641f4002762f",
        "a2e06155cb1a424f972c3abfaddc9cea4820c4aec722d2378903fe28dd8fc40c",
        "4a67d7a0d8a16d6d954cef19eb5afdbdd82cc0e907a571f376ef0a0981a2a9d4",
        "b08bdfde9930d9202809530dcbe193c53fd0dc6928f2010d2ffca74df95ead36",
        "cf1fc66f853151a4c6666909c8f1f80e1d855ecffefbcb65a709aae544de5588",
        "100546a8b020a55aa09b2d34b50de9a3fc45a70b261aec6a989bb2d9321af583",
        # the ten accounts of Ganache, started with --deterministic, without 0x
        "578592185588730b9d10b87e2274706a8301a179cdb60fb4263c788e7e679503",
        "30e55f5463e22af009a1b785a4d723190c4522bfa2696c2ab85fd12cedca708d",
        "70b801afae94d2e653c9612d0ebbba1f52f0d6fca900a0c0f0aa0f3e500e41e9",
        "0bc9fde2b028e3b067e45059c84dbcf43b573344d84f1f259dd912427e76f83f",
        "f51c2c795f782308c7dcfa92a59cf89c9b21758b3cc8ace822bb78ffbb0f861f",
        "6dea34b661141091338390067dc6fe04c911ed6b939f7dce3faa8b6e68e755f0",
        "faeb1dab5a326eef752d42930ec4bf5305724d2b0ddfb06ba9e89b1a36449207",
        "196fbadca8b7eea62510a490b7e8131ec83cfe1dc33ace8660333d139ebb9c1d",
        "ecd5e9d0b08a8a9fd1c35bcd303b3cceea1c8b85ee33d4255849cd3fcd37e0b4",
        "3fd5610ee03a3503edceff018e3fb550d9f2c074609535d5af84cf4a87edfcdb",
        # OpenWeather, the calls that its documentation shows
        "359e126884663749a48c372aaeb3f289182e536268382d0a6b6cffd8877d304f",
        "bae656572be8a41633eb8c21bb440a1791e69d957e78dc2eb89cabadc9332a78",
    }
)
"""SHA-256 of values that vendors publish as examples; the values themselves are not written down here."""

STARTS: Final = frozenset(
    {
        # Azurite, whose key is often written with a slip
        "f67cc2b34519d34d90f1fa33fcebb4a13ae10b27a00cfe86ebc8134b34346690",
        # tokens of the bot of Discord's documentation, whose id is their first part
        "9b52b754a3332e33313fb3178c16670dc37b50790678a5dbf86f3ef1c5b3f602",
    }
)
"""SHA-256 of the first characters of such values, as many as one of `_STARTS`."""

_STARTS: Final = (25, 40)

PUBLIC_HASHES: Final = frozenset(
    {
        # the tokens that the pages of eastmoney.com send for every visitor
        "2fa39e9d70cb83529a068076387e80218e19fc1676cbe5b5abe0b886d2e5af86",
        "8f597a5db2de014724089a9584c845f92202683a1a238118455d8591c4b77519",
        "a96ed89a08cee2b6a6f4f2ef4c4303051d3199bd422bab62159f8bc933bb0123",
        "73e2dd62cc2bf47fab094486872dbb1a92ea9f3b51e327b4b6bf2780bc283b67",
        "8afe395d223cd063d6116744dc1fc8b4724107bff4a02ae033d8ff29a741130f",
        # Photon, AccountService.cs of its SDK for Unity
        "82bb23b2c5b5baaa23e5f4fae8d0e11293e5d8818c43ff64cfe6de993cefbafa",
        # the key of the pages of tenor.com
        "446674f5a8b258e73150412b6f6a506bc2696fb3df60af06e7a8f716f8ad5fb8",
        # the app bearer that the page of x.com sends for every visitor
        "11d3072e6af2d409dfc2453bc83fb1bd4bacc9db302556fa1eda60241c49e12e",
        # the app secrets of Bilibili's and of Twitter's app for Android, as third clients print them
        "1e33e31a5dcd2204540906e419b49dbf7b7b6ad388ae55c1c504717079407663",
        "99d3f3ef0702de2e1acd7c340c22ef3fcb3a4fc154e56916cddfe8003aa3c81f",
        # InnerTube: the keys that the page and the apps of YouTube send for every visitor
        "31043aae8be22df7c8159c11f0b029a8a0da56817f00ea996a37cc48db57482c",
        "01b6940ca3815a06cd99492526ba251b12939e64bcc02c10c0cf0d2d000e3673",
        "961991da3ab8c4db5cba3f1289b1a79b2413a7c262cbc4936050660c309dfc2e",
        "fc5fe3f49674c80d68c791a66b98ceed79eeadea999d9af362c01641f31b5cc1",
        # the client token of the voices of Edge
        "558d7c6a7f7db444895946fe23a54ad172fd6d159f46cb34dd4db21bb27c07d7",
        # the consumer secret of the app of Garmin Connect, as garth and its ports print it
        "5be01f60345a1bbe3a0a316165914c709d4447a56e89a4ebfb228f79dff45cef",
        # the api_hash of Telegram's own apps, as their sources print it (tdesktop, Telegram-iOS, TelegramSwift, Telegram Web)
        "2eca32762ce92f1fc903c9c28d80c2422c6af5ce1e14d743e371c315619b398b",
        "821608a7f555f559cbe2ef2879fe6e1493d79c87d06120a3a952a0ccb8c5db45",
        "773c675cd20ed007a82196fa7c56848d1db64ac957a9682785da61faea252735",
        "1c18693b893190719f5749c2c4a9e544770ee1cdacb5175d9bd995c2fee06fea",
        "7040c8c231a73f64842a41eff7f67eb0747fc4a5870e7a30342bcabba73d9a6d",
        "22ef58b984c244c88f0c12a91c5285a32cd70599b78bd23cf77e4c629443e1f8",
        "75067ce00440a93ae55563826f9aba89470c513c720a782819ff514143d2e55f",
        "4ccc4c8fdc3aa3c7f8e8b35ac225ff0f7de24ad26c35105e0256496d43c616f8",
        "23c7e17186aa2ab422b28dc4fc7ae05c63785a2cfdec02baf04db120ee23ec67",
        "f12da6ff025600052f3a3f99c1d357f2df140e9d25141a1be71d2a68b34d2979",
        "b1d703f81a49d60496ccd8230184d1e733a33a4e20bbbca3e490fea2ed100e92",
        "68c1e786a830710f7ac9a130f08cb8a1c1468675bf8e143c2b0b8547c387edb0",
        "7a7f0c2c44bd467ced892de85618b7b1de8dbfde7fb7277e1ca9e3a984bef637",
        "2ca9489dff167667db6b0d0363f148470a74f44cbdf70c05bba42c3725298a8a",
        # client secrets of installed apps of Google, which are none (RFC 8252, 8.5): Gemini CLI, Antigravity, gcloud and its ADC
        "6a5f78b8b99dd4025e41ba11bf54c304c6af29f924c5569cc7865b2428ce03a9",
        "1d2f041093fd95aa8995a038c711d50a7960da09a505381c09a745d6ad0ecc60",
        "f0386f9be1fe905fb2f97a8daff11a9baa9988ceca7c2ecae4aec8db182db1b4",
        "456a51b1f1b3cf3ed76de579926f0727797eb6efb4b7e6a53c74f9a94c95d87a",
    }
)
"""SHA-256 of values that a vendor's own pages or programs carry for everybody."""

DEFAULT_HASHES: Final = frozenset(
    {
        # APISIX, conf/config.yaml: the keys of admin and viewer (apisix.apache.org/docs, Admin API)
        "477a2767fa27931db11a3581100a4124b5720f6b6468ddd64062170cec157185",
        "228ab1b6080ec4178302ba76f9fa4af4f2dc14fc105a364b324bdb9045af03a1",
        # DBeaver: every copy of the program seals its passwords with it
        "fa689be9fd48d0721f3ae8ac50d9a634af429f64fe74128c193c1ea839592a3e",
        # Alfresco, acs-deployment (compose)
        "dc1d8c1abb15e07e8db1bc5687320d0949b02ff385385e00a95515e794e0f802",
        "2288e611630e65e0c5bdf7e88bc79253eda0989e7800d74ab4bddb7e7509ca5a",
        # Alfresco, docker-installer: the NT hash of the word that its first account begins with
        "5dab27fd329ad05aa5a9d1000c4c496b4829288801e52d68455e709bf1a741bf",
        # Dify, docker/.env.example
        "0f44b34c6311bcb547867d393c1c56e6564e03d905fdd023637f549358bf3670",
        "1989496b76464a0cf3ba21e4dbad83e8a1dfc4ffa83862ab09d0782306e6d43e",
        "481c0ab8a6f9e9dcb9391fb1c8b649d19f493c5253e4dc20c2c32ec21875b8ab",
        "217ef27f7b2a2f8949eb2e0973f7dfa099f887427b9a6626b2395e2417239ff2",
        # Supabase, docker/.env.example
        "52f004438faf780274c9c95f79d1cf39d2355fbcf035899fc0242b1437f30df3",
        # puckel/docker-airflow
        "81886cc4d79074f6e946934d4e9e9d6a2ef320041045a0bd3c36ab6939df37e8",
        # JeecgBoot, application.yml
        "a314a6c7c0570ea1766a61e0475167c4ae8029c18b5a85d205473cd3bbd73ed4",
        # tutorials on tokens with Spring Security
        "3354cfcf65c7b2e6840ea6f880aede239750cb1d063950c4e8fd9fbf9ec73a32",
        "bf0b62edab9c25ed15d8ad7487c3e0a987c279f477c98cc00863147ecb4d9d71",
    }
)
"""SHA-256 of values that a vendor's or a tutorial's files set, and that installations therefore share."""


_KEY: Final = 16
"""Bytes from which a key is written in hex or base64."""


def is_example(value: str) -> bool:
    """Whether a vendor's documentation prints exactly *value* to show how one looks."""
    if any(len(value) > size and _digest(value[:size]) in STARTS for size in _STARTS):
        return True
    return _digest(value) in EXAMPLE_HASHES or (value.startswith("0x") and _digest(value[2:]) in EXAMPLE_HASHES)


def is_public(value: str) -> bool:
    """Whether a vendor's own page carries exactly *value*, so that every visitor has it."""
    return _digest(value) in PUBLIC_HASHES


def is_default(value: str) -> bool:
    """Whether a vendor's or a tutorial's files set exactly *value*: who took them over shares it with all others."""
    return any(_digest(text) in DEFAULT_HASHES for text in _written(value))


def _written(value: str) -> Iterator[str]:
    """Yield *value* and the ways it is written where it was found decoded."""
    yield value
    data = value.encode("utf-8", "surrogatepass")
    if len(data) >= _KEY:
        yield data.hex()
        yield data.hex().upper()
        yield base64.b64encode(data).decode()


@lru_cache(maxsize=8192)
def _digest(value: str) -> str:
    return hashlib.sha256(value.encode("utf-8", "surrogatepass")).hexdigest()
