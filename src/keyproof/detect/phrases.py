"""Passwords that people make of words: some words joined by a sign, and a number (``copper-raven-hollow-47``).

Names in code and in settings are joined just so. They are made of the words of the trade, though, and a password of
words drawn from a list seldom has one of them.
"""

from __future__ import annotations

import re
from typing import Final

from keyproof.patterns import regex

_PHRASE: Final = regex(r"[a-z]{3,12}([-_.])[a-z]{3,12}(?:\1[a-z]{3,12}){1,7}\1?[1-9][0-9]{1,3}[!?*#@+]?")
_JOINED: Final = regex(
    r"(?:[A-Z][a-z]{2,14}[-_.+!*=@\#~](?:[A-Z][a-z]{2,14}|[a-z]{3,14})|[a-z]{3,14}[-_.+!*=@\#~][A-Z][a-z]{2,14})"
    r"(?:[-_.+!*=@\#~]?[1-9][0-9]{1,3}|(?<=[a-z]{4})[1-9])[-_.+!?*=@\#$]?|"
    r"[A-Za-z][a-z]{2,14}[-.+!*=@\#~][1-9][0-9]{1,3}[-.+!*=@\#~][A-Z][a-z]{2,14}"
)
_NUMBERED: Final = regex(
    r"(?=[^A-Z]{0,40}[A-Z])(?:[A-Z]?[a-z]{3,14}[A-Z]?|[A-Z]?[a-z]{2,10}[A-Z][a-z]{2,10})[1-9][0-9]{1,3}"
    r"(?:=[A-Za-z]{1,14}[0-9]{0,3}[a-z]{0,6}|\.(?:[A-Z]{3,14}[0-9]{1,3}[a-z]{0,6}|[A-Z]?[a-z]{3,14}[0-9]{0,3}))[!?*]?"
)
"""Words, a number and a sign that joins them to more, none of which a setting or an expression is: ``Copper482=x9``."""
_WORD_AND_NUMBER: Final = regex(
    r"(?=[A-Za-z]{6})(?:[A-Z][a-z]{5,22}|[A-Z][a-z]{3,14}[A-Z][a-z]{2,14}|[A-Z][a-z]{1,2}[A-Z][a-z]{3,14}|[a-z]{4,14}[A-Z][a-z]{2,14})[0-9]{2,4}[!?.*#@]?"
)
_TWO: Final = regex(r"[A-Z][a-z]+[A-Z][a-z]")
_SEASON: Final = regex(r"(?:Spring|Summer|Autumn|Fall|Winter|Welcome)[-_@#]?20[0-9]{2}[!?.]?", re.I)
_YEARED: Final = regex(r"[A-Z]?[a-z]{3,12}(?:19[5-9][0-9]|20[0-4][0-9])[!?.*#@]?")
_SMALL_AND_NUMBER: Final = regex(r"[a-z]{5,14}(?:0[1-9]|[1-9][0-9]{1,2})[!?.*#@]?")
_DRAWN_WORDS: Final = regex(
    r"[a-z]{3,10}([-_. ])[a-z]{3,10}(?:\1[a-z]{3,10}){2,7}(?:\1[0-9]{1,4})?|[A-Z][a-z]{2,9}([-_. ])[A-Z][a-z]{2,9}(?:\2[A-Z][a-z]{2,9}){2,7}(?:\2[0-9]{1,4})?"
)
_OF_SENTENCES: Final = frozenset(
    "and are was were been but can could did does each else every her him his how into its like made many might must our out own "
    "said she should some such than that them there these they very what where which who whose why would you about above after "
    "again against before below between both during few here itself once until while please need needs use uses used using wants "
    "let lets now try tries see via per una uno por para der die das und mit les des est pas pour dans een het van lorem ipsum dolor".split()
)
"""Words that a text has and a list of words to draw from has not."""
_PAIR: Final = regex(r"[a-z]{4,12}([-_.])[a-z]{4,12}(?:\1[1-9][0-9]{1,3}|[0-9]{2,4})[!?*#@+]?")
_SIGNED: Final = regex(
    r"(?=[^0-9]{0,40}[0-9])(?=[^A-Z]{0,40}[A-Z])[A-Za-z0-9]{0,12}[A-Za-z]{4,16}[0-9]{0,6}(?:[!*\#@&?+%~^][A-Za-z0-9]{0,14}[!*?]?|\.)"
)
_PIECE: Final = regex(r"[A-Za-z]+|[0-9]+|[^A-Za-z0-9]+")
_CASED: Final = regex(r"[A-Z]?[a-z]{2,15}(?:[A-Z][a-z]{2,15})?")
_SIGNS: Final = frozenset("-_.!@#$%^&*+=?~")
_ODD: Final = frozenset("!@#$%^&*+=?~")
"""Signs that join no words of a name."""

_WORD: Final = regex(r"[A-Za-z]+")
_FEWEST: Final = 4
"""Words that are drawn from lists, at least."""
_FEW: Final = regex(
    r"[a-z]{3,12}([-_. ])[a-z]{3,12}(?:\1[a-z]{3,12}){1,7}(?:\1[0-9]{1,4})?|[A-Z][a-z]{2,11}([-_.])[A-Z][a-z]{2,11}(?:\2[A-Z][a-z]{2,11}){1,7}(?:\2[0-9]{1,4})?"
)

_PARTS: Final = regex(r"([a-z])(?=[A-Z])")
"""Where a word ends within another: ``pepperAnchor``."""

_TRADE: Final = frozenset(
    """
    abstract access account action active actor admin agent alert alias align alpha amount analytics and android angular another any api
    app apple application arg args array artifact asset async attr audio audit aurora author auth aws azure background backup badge
    balance bank bar base bash basic batch beta binary blob block board body book bool boot border bot bottom box branch brand browser
    bucket buffer bug build bundle button byte cache call callback campaign card cart case catalog category cell cert certificate
    change channel char character chart chat check checkout child class cli client clone close cloud cluster code col collection color
    column com command comment commit common compact company component compose config confirm connect connection connector console const
    consumer contact container content context contract control controller cookie copy core correct cost count counter coupon create
    credential cron css csv currency current custom customer daemon dashboard data database date day debug decode default delete delta
    demo deploy deployment description desktop dev develop device dialog diff dir directory disable disk display dist docker document
    does domain down download draft driver drop dump edit editor element email empty enable encode end endpoint engineering enter entity
    entry enum env environment error event exact example exchange exec expired export extension extra factory fail failed fallback false
    favicon feature feed fetch field file fill filter final first fixed fixture flag flex float focus folder font foo footer for forgot
    form format forward found frame framework free from front full function gallery gateway generate generic get git github gitlab global
    google grant graph green grid group grpc guest guide handle handler hash has have head header health heading height hello helm help
    hex hidden hide high hint history home hook host hour hover html http https icon identity image img import index info ingress init
    inline inner input insert inside instance int integration interface internal invalid inventory invoice item java javascript job
    join json just key keyboard kind kube kubernetes label lambda language large last latest launch layer layout ldap left length less
    let level lib library light limit line link linux list listener live load loader local localhost location lock log logger login
    logout long loop low lower machine main make manager map margin mark markdown market mask master match max may mcp media medium
    member memory menu merge message meta method metric microsoft migration min minor minute missing mix mobile mock mode model modern
    module mongo monitor month more mount mouse move must mutation my mysql name native nav network new next nginx node none normal not
    note notification now npm null num number object off offset old one only open operation operator option optional oracle order org
    origin other out outer output overlay override owner pack package padding page panel param parent parse parser part pass passwd
    password past patch path pattern payload payment pending permission person phone photo php picker ping pipe pipeline pixel plain plan
    platform player please plugin point policy pool port portal position post postgres prefix premium preview previous price primary print
    private process prod product production profile program progress project prompt property protocol provider proxy public publish
    pull purchase push pwd python quality query queue quick random range rate raw react read ready real reason receipt record red redis
    redirect ref reference refresh region register registry regular reject relative release remote remove render replica reply repo report
    repository request require required reset resource response rest result retry return review right role root rotate round route router
    row rule run runner runtime safe sale same sample sandbox save scale schedule schema scope screen script scroll search second secondary
    secret section secure security select self send sender sequence serial server service session set setting setup shape share shared
    sheet shell shop short should show side sign signal simple single site size skip slack slide slot small smart smoke social socket solid some
    sort source space spec special spring sql src ssh ssl stack staff stage staging standard start state static status step stock stop
    storage store story stream string strong style sub subject submit subscription success suite super support sure switch symbol sync
    syntax system tab table tag target task team template temp tenant term terraform test text than the theme then this thread thumb
    ticket time timeout title tls toggle token too tool toolbar top topic total trace track transaction transfer transport tree trigger
    true try two type under unique unit unix until update upload upper url usage use user username util val valid value variable vault
    vector vendor version video view virtual visible volume wait wallet want warning watch weak web webhook website week when white
    widget width wiki will window with without word work worker workflow workspace wrapper write wrong xml yaml year yes you your zone
    """.split()
)
"""Words that names of things in programs, their styles and their messages are made of."""


_SPELT: Final = regex(r"(?<=[A-Za-z])[0134578]{1,2}(?=[A-Za-z.])")
_LETTERS: Final = str.maketrans("0134578", "oieastb")
"""The letters for which digits stand within words, as in ``S4ffr0n``."""


def is_phrase(value: str, least: int = 3) -> bool:
    """Whether *value* is at least *least* words in lower case, joined by the same sign, and a number."""
    return bool(_PHRASE.fullmatch(value)) and len(_WORD.findall(value)) >= least and not _of_the_trade(value)


def is_thought_up(value: str) -> bool:
    """Whether *value* is such a phrase, or two words joined, one with a capital letter, and a number (``Echo_Silver37``)."""
    value = _SPELT.sub(lambda digits: digits[0].translate(_LETTERS), value)
    if is_phrase(value) or (_JOINED.fullmatch(value) and not _of_the_trade(value)) or is_knit(value):
        return True
    return _NUMBERED.fullmatch(value) is not None and not _of_the_trade(_PARTS.sub(r"\1 ", value))


def is_knit(value: str) -> bool:
    """Whether *value* is words, none of the trade, and a number with signs that join none in names: ``copper+482=Raven``."""
    if not 9 <= len(value) <= 40 or _ODD.isdisjoint(value):
        return False
    pieces = _PIECE.findall(value)
    named = [p for p in pieces if p.isalpha()]
    numbers = [p for p in pieces if p.isdigit()]
    return (
        1 <= len(named) <= 3
        and len(numbers) == 1
        and 2 <= len(numbers[0]) <= 4
        and max(map(len, named)) >= 5
        and all(_CASED.fullmatch(word) for word in named)
        and all(len(p) <= 2 and _SIGNS.issuperset(p) for p in pieces if not p.isalnum())
        and not _of_the_trade(value)
    )


def is_pair(value: str) -> bool:
    """Whether *value* is two words in lower case and a number, as names are joined too: a password's name has to be near."""
    return bool(_PAIR.fullmatch(value)) and not _of_the_trade(value)


def is_word_with_number(value: str) -> bool:
    """Whether *value* is a word or two with capitals and a number, none of the words of the trade (``CopperKite82``)."""
    return bool(_WORD_AND_NUMBER.fullmatch(value)) and not _of_the_trade(value)


def is_words_with_number(value: str) -> bool:
    """Whether *value* is two words with capitals and a number, as names are not numbered (``CopperKite07``)."""
    return bool(_TWO.match(value)) and is_word_with_number(value)


def is_word_and_year(value: str) -> bool:
    """Whether *value* is a word, none of the trade, and a year: ``copper1987``."""
    return bool(_YEARED.fullmatch(value)) and not _of_the_trade(value)


def is_season(value: str) -> bool:
    """Whether *value* is a season or a greeting and a year, which are among the first that are guessed."""
    return bool(_SEASON.fullmatch(value))


def _of_the_trade(value: str) -> bool:
    words = [word.lower() for word in _WORD.findall(_PARTS.sub(r"\1 ", value.removeprefix("My")))]
    return any(word in _TRADE or word.removesuffix("s") in _TRADE for word in words)


def is_signed_words(value: str) -> bool:
    """Whether *value* is a word or two with a number and a sign that no identifier has (``pepperAnchor!33``)."""
    return 9 <= len(value) <= 40 and bool(_SIGNED.fullmatch(value)) and not _of_the_trade(value)


def is_made(value: str) -> bool:
    """Whether *value* is words with a number or a sign, in any of the ways that people build a password."""
    return is_thought_up(value) or is_pair(value) or is_signed_words(value) or is_word_with_number(value)


def is_small_word_with_number(value: str) -> bool:
    """Whether *value* is a word in small letters, none of the words of the trade, and a number: ``kolibri275``."""
    return bool(_SMALL_AND_NUMBER.fullmatch(value)) and not _of_the_trade(value)


def is_drawn_words(value: str) -> bool:
    """Whether *value* is four words or more that were drawn from a list, none of them of the trade or of a sentence."""
    return bool(_DRAWN_WORDS.fullmatch(value)) and _drawn(value) >= _FEWEST


def is_few_words(value: str) -> bool:
    """Whether *value* is three words or more that were drawn so; of four or more one may be of the trade."""
    return 14 <= len(value) <= 80 and bool(_FEW.fullmatch(value)) and _drawn(value, trade=1) >= _FEWEST - 1


def _drawn(value: str, trade: int = 0) -> int:
    """Return how many words *value* has that a list to draw from has; 0 where more than *trade* are of the trade."""
    words = {word.lower() for word in _WORD.findall(value)}
    of_trade = {word for word in words if word in _TRADE or word.removesuffix("s") in _TRADE}
    if len(of_trade) > (trade if len(words) >= _FEWEST else 0) or not _OF_SENTENCES.isdisjoint(words):
        return 0
    return len(words - of_trade)
