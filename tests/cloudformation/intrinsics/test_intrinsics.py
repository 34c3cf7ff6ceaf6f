"""Every intrinsic, with known and unknown arguments and malformed ones, as one table."""

from __future__ import annotations

import pytest
from template_texts import evaluated

from checkov_aws_iot.values.text import Hole, HoleKind, Text
from checkov_aws_iot.values.unknown import ABSENT, Unknown
from checkov_aws_iot.values.value import EncodedJson, OneOf, Sequence

ACCOUNT = Hole("AWS::AccountId", HoleKind.ACCOUNT)
REGION = Hole("AWS::Region", HoleKind.REGION)
PARTITION = Hole("AWS::Partition", HoleKind.PARTITION)


def text(*parts: str | Hole) -> Text:
    return Text(parts)


KNOWN = [
    # plain values
    ("plain", "plain"),
    ("7", 7),
    ("true", True),
    ("2012-10-17", "2012-10-17"),
    ("[a, 1]", ["a", 1]),
    ("{12: a, yes: b}", {"12": "a", "yes": "b"}),
    # Ref
    ("!Ref Default", "fleet"),
    ("Ref: Default", "fleet"),
    ("!Ref Number", "7"),
    ("!Ref List", ["a", "b", "c"]),
    ("!Ref Single", "only"),
    ("!Ref Stage", OneOf("Stage", (("dev", "dev"), ("prod", "prod")))),
    ("!Ref Preferred", OneOf("Preferred", (("prod", "prod"), ("dev", "dev")))),
    ("!Ref AWS::Region", text(REGION)),
    ("!Ref AWS::AccountId", text(ACCOUNT)),
    ("!Ref AWS::Partition", text(PARTITION)),
    ("!Ref AWS::NoValue", ABSENT),
    ("[a, !Ref AWS::NoValue, b]", ["a", "b"]),
    ("{a: 1, b: !Ref AWS::NoValue}", {"a": 1}),
    ("!Ref Named", "pump-1"),
    ("!Ref Unnamed", text(Hole("Unnamed"))),
    # Fn::GetAtt
    (
        "!GetAtt Named.Arn",
        text("arn:", PARTITION, ":iot:", REGION, ":", ACCOUNT, ":thing/pump-1"),
    ),
    (
        "Fn::GetAtt: [Unnamed, Arn]",
        text("arn:", PARTITION, ":iot:", REGION, ":", ACCOUNT, ":thing/", Hole("Unnamed")),
    ),
    ("!GetAtt [Named, Id]", text(Hole("Named.Id"))),
    # Fn::Sub
    ("!Sub client/x", "client/x"),
    ("!Sub 'client/${Default}'", "client/fleet"),
    ("!Sub '${Open}/x'", text(Hole("Open"), "/x")),
    ("!Sub '${!iot:ClientId}/${Number}'", "${iot:ClientId}/7"),
    ("!Sub '$${Default}'", "$fleet"),
    ("!Sub '${Named.Id}'", text(Hole("Named.Id"))),
    ("!Sub ['${a}-${Default}', {a: !Ref Open}]", text(Hole("Open"), "-fleet")),
    ("!Sub ['${Default}', {Default: mine}]", "mine"),
    ("!Sub 'a${'", "a${"),
    (
        "!Sub 'arn:${AWS::Partition}:iot:${AWS::Region}:${AWS::AccountId}:client/*'",
        text("arn:", PARTITION, ":iot:", REGION, ":", ACCOUNT, ":client/*"),
    ),
    ("!Sub 'x/${Stage}'", OneOf("Stage", (("dev", "x/dev"), ("prod", "x/prod")))),
    # Fn::Join
    ("!Join ['/', [a, !Ref Number, true]]", "a/7/true"),
    ("!Join ['', [a, !Ref Open]]", text("a", Hole("Open"))),
    ("!Join ['/', [a, !Ref AWS::NoValue, b]]", "a/b"),
    ("!Join [',', !Ref List]", "a,b,c"),
    ("!Join ['-', []]", ""),
    (
        "!Join ['', [a, !If [IsOpen, b, !Ref AWS::NoValue]]]",
        OneOf("IsOpen", (("true", "ab"), ("false", "a"))),
    ),
    # Fn::Split and Fn::Select
    ("!Split ['-', 'a-b']", ["a", "b"]),
    ("!Select [1, !Split ['-', 'a-b']]", "b"),
    ("!Select ['0', [a, b]]", "a"),
    ("!Select [3, !Split [':', !GetAtt Named.Arn]]", text(REGION)),
    ("!Select [0, !Split ['-', !Sub 'a-b${Open}-c']]", "a"),
    # Fn::If
    ("!If [Always, a, b]", "a"),
    ("!If [Never, a, b]", "b"),
    ("!If [IsProd, a, b]", OneOf("Stage", (("dev", "b"), ("prod", "a")))),
    ("!If [IsOpen, a, !Ref AWS::NoValue]", OneOf("IsOpen", (("true", "a"), ("false", ABSENT)))),
    ("!If [IsOpen, a, a]", "a"),
    ("!If [IsNotOpen, a, b]", OneOf("IsOpen", (("true", "b"), ("false", "a")))),
    # Fn::FindInMap
    ("!FindInMap [Accounts, eu-west-1, Id]", "111122223333"),
    (
        "!FindInMap [Accounts, !Ref AWS::Region, Id]",
        OneOf("AWS::Region", (("eu-west-1", "111122223333"), ("us-east-1", "444455556666"))),
    ),
    ("!FindInMap [Accounts, !Ref AWS::Region, Same]", "x"),
    ("Fn::FindInMap: [Accounts, nowhere, Id, {DefaultValue: !Ref Default}]", "fleet"),
    # the others
    ("Fn::Base64: abc", "YWJj"),
    ("Fn::ToJsonString: {a: !Ref Number}", EncodedJson({"a": "7"})),
    ("Fn::Length: !Ref List", 3),
    ("!Cidr ['10.0.0.0/24', 2, 5]", ["10.0.0.0/27", "10.0.0.32/27"]),
    (
        "{Fn::ForEach::Loop: [Name, [x, y], {'Topic${Name}': !Sub 'topic/${Name}'}], b: c}",
        {"Topicx": "topic/x", "Topicy": "topic/y", "b": "c"},
    ),
    (
        "{Fn::ForEach::L: [N, !Ref List, {'&{N}': {Fn::ForEach::M: [O, [1, 2], {'${N}${O}': !Ref N}]}}]}",
        {name: {f"{name}1": name, f"{name}2": name} for name in "abc"},
    ),
]


@pytest.mark.parametrize(("expression", "value"), KNOWN, ids=[row[0] for row in KNOWN])
def test_known(expression: str, value: object) -> None:
    found = evaluated(expression)
    assert found == value
    assert isinstance(found, bool) is isinstance(value, bool)


UNKNOWN = [
    # what only the deployment knows
    ("!Ref Open", "`Open` is a parameter without a default"),
    ("!Ref OpenList", "without a default"),
    ("!Ref Stored", "is read from Systems Manager"),
    ("!Ref AWS::NotificationARNs", "depends on where"),
    ("!ImportValue shared", "`Fn::ImportValue shared` is exported by another stack"),
    ("Fn::ImportValue: !Sub '${Open}-arn'", "`Fn::ImportValue ${Open}-arn` is exported"),
    ("Fn::GetAZs: ''", "only known at deployment"),
    ("Fn::Transform: {Name: AWS::Include}", "is replaced by a macro"),
    ("{a: b, Fn::Transform: {Name: AWS::Include}}", "is replaced by a macro"),
    ("Fn::Base64: !Ref AWS::Region", "not fully known"),
    ("Fn::Length: !Ref OpenList", "without a default"),
    ("!Select [1, !Split ['-', !Sub 'a${Open}-c']]", "comes from a part of a string"),
    ("!Join [',', !Ref OpenList]", "without a default"),
    ("Fn::ForEach::Loop: [Name, !Ref OpenList, {'${Name}': x}]", "repeats over a list"),
    # mistakes
    (f"0x{'f' * 5_000}", "is a number that is too large"),
    ("!Ref Nowhere", "`Nowhere` is declared nowhere"),
    ("Ref: [a]", "`Ref` needs a name"),
    ("!GetAtt Nowhere.Arn", "`Nowhere.Arn` is declared nowhere"),
    ("!GetAtt Named", "takes a resource and an attribute"),
    ("Fn::GetAtt: Named", "needs the name of an attribute"),
    ("Fn::GetAtt: {a: b}", "takes a resource and an attribute"),
    ("!Sub 'client/${iot:ClientId}'", "in Fn::Sub is ${!iot:ClientId}"),
    ("!Sub '${Nowhere}'", "`${Nowhere}` is declared nowhere"),
    ("!Sub '${ Default }'", "is no name that Fn::Sub can fill in"),
    ("!Sub '${}'", "is no name"),
    ("Fn::Sub: 5", "`Fn::Sub` needs a string"),
    ("Fn::Sub: [a]", "takes a string and a mapping"),
    ("Fn::Sub: [a, b]", "takes a string and a mapping"),
    ("!Sub ['${a}', {a: [1]}]", "is a list where a string is expected"),
    ("Fn::Join: x", "takes a delimiter and a list"),
    ("!Join [[], [a]]", "needs a plain string as delimiter"),
    ("!Join [',', a]", "needs a list to join"),
    ("!Join [',', [{a: b}]]", "is a mapping where a string is expected"),
    ("Fn::Split: x", "takes a delimiter and a string"),
    ("!Split ['', abc]", "non-empty string as delimiter"),
    ("!Split ['-', [a]]", "is a list where a string is expected"),
    ("!Select [5, [a]]", "has no item 5 in a list of 1"),
    ("!Select [-1, [a]]", "has no item -1"),
    ("!Select [x, [a]]", "needs a number"),
    ("!Select [true, [a, b]]", "needs a number"),
    ("!Select [0, a]", "needs a list"),
    ("Fn::Select: x", "takes an index and a list"),
    ("Fn::If: [IsProd, a]", "takes a condition and two values"),
    ("!If [Nowhere, a, b]", "`Nowhere` is a condition that is not declared"),
    ("!If [[], a, b]", "needs the name of a condition"),
    ("!If [Round, a, b]", "is a condition that depends on itself"),
    ("!If [RoundA, a, b]", "is a condition that depends on itself"),
    ("!FindInMap [Accounts, eu-west-1, Nothing]", "has no entry Nothing"),
    ("!FindInMap [Nowhere, a, b]", "`Nowhere` is a map that is not declared"),
    ("!FindInMap [Accounts]", "takes a map and two keys"),
    ("Fn::ToJsonString: abc", "needs a list or a mapping"),
    ("Fn::Length: abc", "needs a list"),
    ("!Cidr [nonsense, 1, 8]", "`Fn::Cidr` is malformed"),
    ("!Cidr ['10.0.0.0/24', 1000, 8]", "takes a count from 1 to 256"),
    ("!Cidr ['10.0.0.0/24', 200, 7]", "asks for more than 2 blocks"),
    ("Fn::Cidr: 5", "takes a block"),
    ("Fn::ForEach::Loop: [Name, [x]]", "takes an identifier, a list and a mapping"),
    ("Fn::ForEach::Loop: [Name, [x], y]", "needs a mapping to repeat"),
    ("Fn::Mystery: x", "`Fn::Mystery` is no intrinsic function known here"),
    ("!Mystery x", "no intrinsic function known here"),
]


def test_a_key_that_is_a_large_number_is_its_digits() -> None:
    assert evaluated(f"{{? 0x{'f' * 5_000} : a, b: c}}") == {f"0x{'f' * 5_000}": "a", "b": "c"}


@pytest.mark.parametrize(("expression", "reason"), UNKNOWN, ids=[row[0] for row in UNKNOWN])
def test_unknown(expression: str, reason: str) -> None:
    found = evaluated(expression)
    assert isinstance(found, Unknown)
    assert reason in str(found)


def test_an_unknown_element_leaves_the_rest_known() -> None:
    found = evaluated("[a, !Ref Open, !Sub 'b/${Default}']")
    assert isinstance(found, Sequence)
    assert (found[0], found[2]) == ("a", "b/fleet")
    assert isinstance(found[1], Unknown)


def test_json_inside_a_longer_string_keeps_its_holes() -> None:
    found = evaluated(
        """
        Fn::Sub:
          - '{"policy": ${Inner}}'
          - Inner: {Fn::ToJsonString: {a: !Sub '${Open}"', b: [1, true], c: !Ref Open}}
        """
    )
    open_hole = Hole("Open")
    assert found == text('{"policy": {"a":"', open_hole, '\\"","b":[1,true],"c":', open_hole, "}}")


def test_json_alone_stays_a_value() -> None:
    assert evaluated("Fn::Sub: ['${Inner}', {Inner: {Fn::ToJsonString: {a: 1}}}]") == EncodedJson(
        {"a": 1}
    )


def test_two_texts_with_the_same_unknown_are_equal() -> None:
    assert evaluated("!Sub 'a/${Open}'") == evaluated("!Join ['/', [a, !Ref Open]]")


def test_the_suffix_of_services_is_one_of_two() -> None:
    found = evaluated("!Sub 'iot.${AWS::URLSuffix}'")
    assert isinstance(found, OneOf)
    assert [value for _, value in found.choices] == ["iot.amazonaws.com", "iot.amazonaws.com.cn"]


def test_items_of_a_list_that_is_not_known_are_told_apart() -> None:
    items = ["!Select [0, !Ref OpenList]", "!Select [1, !Ref OpenList]", "!Ref OpenList"]
    items += ["!Select [!Ref Open, [a, b]]", "!Select [!Ref Open, [a, c]]"]
    items += ["!Select [2, !Split ['-', !Ref Open]]", "!Select [3, !Split ['-', !Ref Open]]"]
    items += ["!Select [2, !Split ['/', !Ref Open]]", "!Select [2, !Split ['-', !Sub 'a-${Open}']]"]
    items += [
        "!Select [1, !Split ['-', !Sub 'a-${Open}']]",
        "!Select [1, !Split [':', !Sub 'a:${Open}']]",
    ]
    items += ["!Select [0, !Split ['-', !Ref Open]]", "!Select [0, !Split ['/', !Ref Open]]"]
    items += [f"!Select [1, !Split ['-', !Sub 'a-{more}${{Open}}']]" for more in "pq"]
    items += [f"!Select [1, !Split ['-', !Sub '${{Open}}-{more}']]" for more in "pq"]
    found = [evaluated(item) for item in items]
    assert all(isinstance(one, Unknown) for one in found)
    assert len(set(map(str, found))) == len(items)
    assert evaluated(items[0]) == evaluated(items[0])
