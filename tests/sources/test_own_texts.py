"""git's own texts: what stands in commits and tags besides the message, and what lies beside the objects."""

import pytest

from keyproof.objects.heads import odd_parts, tag_text
from keyproof.sources.opener import open_target


def texts(repo):
    with open_target(str(repo.path)) as source:
        return [(place.path, data) for place, data in source.history().texts()]


def holds(repo, secret):
    return [path for path, data in texts(repo) if secret.encode() in data]


def raw_commit(repo, headers: bytes, message: bytes):
    tree, parent = repo.git("rev-parse", "HEAD^{tree}"), repo.git("rev-parse", "HEAD")
    who = b"A <a@b.c> 1700000000 +0000"
    data = f"tree {tree}\nparent {parent}\n".encode() + b"author %b\ncommitter %b\n" % (who, who) + headers
    oid = repo.git("hash-object", "-t", "commit", "-w", "--stdin", "--literally", feed=data + b"\n" + message + b"\n")
    repo.git("update-ref", "refs/heads/main", oid)


def in_an_amended_message(repo, secret):
    repo.commit(message=f"uses {secret}", server="1")
    repo.git("commit", "-q", "--allow-empty", "--amend", "-m", "uses it")


def in_a_deleted_tag(repo, secret):
    repo.git("tag", "-a", "-m", f"rel {secret}", "v1")
    repo.git("tag", "-d", "v1")


def in_a_tag_of_a_tag(repo, secret):
    repo.git("tag", "-a", "-m", f"rel {secret}", "v0")
    repo.git("tag", "-a", "-m", "outer", "v1", "v0")
    repo.git("tag", "-d", "v0")


def in_a_tagger(repo, secret):
    repo.git("-c", f"user.name={secret}", "tag", "-a", "-m", "x", "v1")
    oid = repo.git("rev-parse", "HEAD")
    data = f"object {oid}\ntype commit\ntag v2\ntagger {secret} <a@b.c> 1700000000 +0000\n\nx\n"
    repo.git("update-ref", "refs/tags/v2", repo.git("mktag", feed=data.encode()))


def in_a_merged_tag(repo, secret):
    oid = repo.git("rev-parse", "HEAD")
    raw_commit(repo, f"mergetag object {oid}\n type commit\n tag v1\n \n uses {secret}\n".encode(), b"m")


def in_a_signatures_comment(repo, secret):
    raw_commit(repo, f"gpgsig -----BEGIN\n Comment: {secret}\n \n AAAA\n -----END\n".encode(), b"m")


def behind_a_nul(repo, secret):
    raw_commit(repo, b"", b"m\0" + secret.encode())


@pytest.mark.parametrize(
    "hide",
    [
        in_an_amended_message, in_a_deleted_tag, in_a_tag_of_a_tag, in_a_tagger, in_a_merged_tag,
        in_a_signatures_comment, behind_a_nul,
    ],
)  # fmt: skip
def test_a_value_in_a_commit_or_tag_object_is_found(repo, secret, hide):
    repo.commit(server="1")
    hide(repo, secret)
    assert holds(repo, secret)


@pytest.mark.parametrize(
    "path",
    [
        "BISECT_LOG", "credentials", "deploy.inc", "rr-cache/ab/preimage", "sequencer/todo", "modules/sub/config",
        "modules/a/modules/b/config", "lfs/objects/ab/cd/abcd", "logs/refs/remotes/origin/HEAD",
    ],
)  # fmt: skip
def test_a_file_that_lies_in_gits_folder_is_read(repo, secret, path):
    repo.commit(server="1")
    repo.write(f".git/{path}", f"url = https://x:{secret}@host.example/\n")
    assert holds(repo, secret) == [f".git/{path}"]


def test_gits_own_lists_are_not_taken_for_texts(repo):
    repo.commit(server="1")
    repo.git("gc", "-q")
    read = {path for path, _ in texts(repo) if path.startswith(".git/")}
    assert not read & {".git/index", ".git/packed-refs", ".git/HEAD"}
    assert ".git/config" in read


def test_of_a_signature_the_base64_is_left_out():
    data = b"tree 1\nauthor a\ngpgsig -----BEGIN\n Version: 1\n \n QUJD\n -----END\nodd x\n more\n\nmessage\0end"
    assert odd_parts(data) == (b" Version: 1\nodd x\n more", b"end")


def test_a_tag_without_a_tagger_has_its_message():
    assert tag_text(b"object 1\ntype commit\ntag v1\n\nmessage\n") == b"message\n"
