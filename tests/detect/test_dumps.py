"""Rows of a database: statements over several lines, those without columns, and what COPY reads."""

from __future__ import annotations

import time

import pytest

from keyproof.detect.detector import Detector
from tests.detect.conftest import drawn, live

VALUE = drawn(36, 41)
OTHER = drawn(36, 42)
TABLE = (
    "CREATE TABLE `api_clients` (\n  `id` int(11) NOT NULL,\n  `name` varchar(200) DEFAULT 'a, b',\n"
    "  `client_secret` varchar(200),\n  `price` decimal(10,2),\n  PRIMARY KEY (`id`),\n  KEY `secret_key` (`name`)\n);\n"
)


@pytest.mark.parametrize(
    "text",
    [
        "INSERT INTO clients (id, name, client_secret, active)\nVALUES\n  (1, 'crawler',\n   '{v}', true);\n",
        "insert into public.clients (\n  id,\n  client_secret\n)\nvalues\n  (1, '{v}'),\n  (2, '{w}');\n",
        "INSERT INTO [clients] ([id], [client_secret])\nVALUES (NEWID(), N'{v}'),\n (NEWID(), N'{w}')\nGO\n",
        TABLE
        + "LOCK TABLES `api_clients` WRITE;\nINSERT INTO `api_clients` VALUES (1,'it''s, so','{v}',1.50),(2,NULL,'{w}',2);\n",
        "COPY public.clients (id, name, client_secret) FROM stdin;\n1\t\\N\t{v}\n2\tmain\t{w}\n\\.\n",
    ],
)
def test_the_values_below_credential_columns_are_found(detector: Detector, text: str) -> None:
    text = text.format(v=VALUE, w=OTHER) if "{w}" in text else text.format(v=VALUE)
    assert live(detector.scan(text.encode(), "db/seed.sql")) == [v for v in (VALUE, OTHER) if v in text]


@pytest.mark.parametrize(
    "text",
    [
        "INSERT INTO pages (id, slug, body)\nVALUES\n  (1, 'start',\n   '{v}');\n",
        TABLE + "INSERT INTO `api_clients` VALUES (1,'{v}',NULL,1.50);\n",
        "INSERT INTO `clients` VALUES (1,'a','{v}',2);\n",
        "COPY public.clients (id, name, client_secret) FROM stdin;\n1\t{v}\t\\N\n\\.\n",
        "COPY public.clients (id, name, client_secret) FROM stdin;\n\\.\n1\tmain\t{v}\n",
    ],
)
def test_those_below_others_are_not(detector: Detector, text: str) -> None:
    assert live(detector.scan(text.format(v=VALUE).encode(), "db/seed.sql")) == []


def test_hashes_of_passwords_are_none(detector: Detector) -> None:
    digest = drawn(32, 43, "0123456789abcdef")
    text = f"INSERT INTO users (id, password)\nVALUES\n  (1, '{digest}');\n"
    assert live(detector.scan(text.encode(), "db/seed.sql")) == []


@pytest.mark.parametrize(
    "text",
    [
        "INSERT INTO t (secret)\nVALUES\n" + "('x'),\n" * 60_000,
        "INSERT INTO t (secret)\nVALUES (" + "'" * 200_000,
        "INSERT INTO `t` VALUES (1);\n" * 20_000,
        "CREATE TABLE t (" * 5_000 + "INSERT INTO `t` VALUES (1);\n" * 3_000,
        "COPY t (secret) FROM stdin;\n" * 20_000,
        "INSERT INTO `t` VALUES (1);\nINSERT INTO `u` VALUES (1);\n" * 20_000,
    ],
    ids=["rows", "quotes", "statements", "tables", "copies", "by turns"],
)
def test_a_hostile_dump_costs_bounded_time(detector: Detector, text: str) -> None:
    began = time.process_time()
    detector.scan(text.encode(), "dump.sql")
    assert time.process_time() - began < 10
