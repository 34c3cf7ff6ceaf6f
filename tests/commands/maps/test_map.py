"""Maps: what is on them, that they are well formed, and that nothing lies on anything else."""

from __future__ import annotations

import re
from itertools import combinations, pairwise
from pathlib import Path
from xml.etree import ElementTree  # noqa: ICN001 - the name says what it is

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checkov_aws_iot.commands.main import main
from checkov_aws_iot.commands.maps.map_html import html, svg
from checkov_aws_iot.commands.maps.map_layout import CHARACTER, PADDING, Placed, layout, wrapped
from checkov_aws_iot.commands.maps.map_mermaid import MOST_IN_CHART, label, markdown, mermaid
from checkov_aws_iot.commands.maps.map_picture import MOST_BOXES, Box, Column, Look, Picture
from checkov_aws_iot.commands.maps.map_sources import pictures
from checkov_aws_iot.plugin.project import guideline
from checkov_aws_iot.rules.catalog import CATALOGUE

EXAMPLES = Path(__file__).parent.parent.parent.parent / "iac_examples"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def drawn() -> dict[str, Picture]:
    return {Path(p.title).name: p for p in pictures(str(EXAMPLES / "CKV_IOT_501"))}


def looks(picture: Picture) -> dict[str, Look]:
    return {box.lines[0]: box.look for box in picture.boxes.values()}


class TestWhatIsShown:
    def test_the_boxes_of_terraform(self, drawn: dict[str, Picture]):
        picture = drawn["CKV_IOT_501"]
        found = looks(picture)
        assert found["aws_iot_policy.device"] is Look.PLAIN
        assert found["telemetry/#"] is Look.PLAIN
        assert found["aws_s3_bucket.plain"] is Look.FAULT
        assert found["aws_s3_bucket.replica"] is Look.GOOD
        assert found["replica of aws_dynamodb_table.global"] is Look.GOOD
        assert found["aws_dynamodb_table.single"] is Look.FAULT
        assert found["what the function does with the data is code"] is Look.UNKNOWN
        device = picture.boxes["aws_iot_policy.device"]
        assert device.lines == ("aws_iot_policy.device", "aws_iot_thing.pump")

    def test_regions_are_groups(self, drawn: dict[str, Picture]):
        assert drawn["CKV_IOT_501"].regions[0] == "us-east-1"
        assert set(drawn["CKV_IOT_501"].regions) == {
            "us-east-1",
            "eu-west-1",
            "${var.recovery_region}",
            "another Region",  # of replicas that are kept outside of the configuration
        }
        assert "${AWS::Region}" in drawn["stack.template"].regions

    def test_a_way_through_two_streams(self, drawn: dict[str, Picture]):
        arrows = set(drawn["CKV_IOT_501"].arrows)
        way = [
            "us-east-1 topic telemetry/#",
            "aws_iot_topic_rule.fail_through_stream",
            "aws_kinesis_stream.raw",
            "aws_kinesis_firehose_delivery_stream.raw",
            "aws_s3_bucket.plain",
        ]
        assert set(pairwise(way)) <= arrows
        assert drawn["CKV_IOT_501"].arrows[tuple(way[-2:])].look is Look.FAULT

    def test_policies_reach_the_topics_that_they_name(self, drawn: dict[str, Picture]):
        reached = {t for s, t in drawn["CKV_IOT_501"].arrows if s == "aws_iot_policy.device"}
        assert reached == {"us-east-1 topic telemetry/#", "us-east-1 topic alarms/#"}

    def test_both_frameworks_are_drawn(self, drawn: dict[str, Picture]):
        assert set(drawn) == {"CKV_IOT_501", "stack.template"}
        found = looks(drawn["stack.template"])
        assert found["AWS::S3::Bucket.Plain"] is Look.FAULT
        assert found["replica of AWS::DynamoDB::GlobalTable.GlobalTable"] is Look.GOOD

    def test_a_picture_is_cut_at_a_limit(self):
        picture = Picture("big")
        for number in range(MOST_BOXES + 1):
            picture.add(Box(str(number), Column.RULES, "r", (str(number),)))
        picture.connect("0", str(MOST_BOXES))
        assert picture.is_cut
        assert len(picture.boxes) == MOST_BOXES
        assert picture.arrows == {}
        assert "The map is cut" in markdown([picture])


# --- places --------------------------------------------------------------------------------------


def overlap(one: Placed, other: Placed) -> bool:
    return (
        one.x < other.x + other.width
        and other.x < one.x + one.width
        and one.y < other.y + other.height
        and other.y < one.y + one.height
    )


def check_layout(picture: Picture) -> None:
    found = layout(picture)
    assert len(found.boxes) == len(picture.boxes)
    for one, other in combinations(found.boxes, 2):
        assert not overlap(one, other), (one.key, other.key)
    for placed in found.boxes:
        band = found.bands[placed.band]
        assert band.title == placed.box.region
        assert placed.x >= 0
        assert placed.x + placed.width <= found.width
        assert band.y <= placed.y
        assert placed.y + placed.height <= band.y + band.height
        longest = max(len(line) for line in placed.lines)
        assert longest * CHARACTER + PADDING <= placed.width
    for one, other in combinations(found.bands, 2):
        assert one.y + one.height <= other.y
    for route in found.routes:
        # Straight pieces lie in columns: they must pass between the boxes there.
        points = route.points
        assert points[0][0] < points[-1][0], "arrows lead to the right"
        for (x, y), (next_x, next_y) in zip(points[1:-1:2], points[2:-1:2], strict=True):
            assert y == next_y
            lane = Placed("lane", 0, 0, x=x, y=y - 1, width=next_x - x, height=2)
            assert not any(overlap(lane, placed) for placed in found.boxes)
        for (x, _), (next_x, _) in zip(points[0::2], points[1::2], strict=True):
            # Curves lie in the gaps between columns, where no box is.
            assert not any(
                placed.x < next_x - 0.1 and x + 0.1 < placed.x + placed.width
                for placed in found.boxes
            )


def test_nothing_overlaps_in_the_examples(drawn: dict[str, Picture]):
    for picture in drawn.values():
        check_layout(picture)


words = st.text(st.characters(codec="utf-8"), min_size=1, max_size=90)


@st.composite
def any_picture(draw: st.DrawFn) -> Picture:
    picture = Picture(draw(words))
    columns = list(Column)
    count = draw(st.integers(0, 14))
    for number in range(count):
        picture.add(
            Box(
                str(number),
                columns[draw(st.integers(0, len(columns) - 1))],
                draw(st.sampled_from(["us-east-1", "eu-west-1", "<unknown>"])),
                tuple(draw(st.lists(words, min_size=1, max_size=3))),
                draw(st.sampled_from(list(Look))),
                draw(st.sampled_from(["", 'a "note" & more'])),
            )
        )
    for _ in range(draw(st.integers(0, 20)) if count else 0):
        one, other = draw(st.integers(0, count - 1)), draw(st.integers(0, count - 1))
        order = [columns.index(picture.boxes[str(n)].column) for n in (one, other)]
        if order[0] < order[1]:
            picture.connect(str(one), str(other), draw(st.sampled_from(list(Look))))
    return picture


@settings(max_examples=40, deadline=None)
@given(any_picture())
def test_any_picture_is_well_formed_and_free_of_overlaps(picture: Picture):
    check_layout(picture)
    root = ElementTree.fromstring(svg(picture, "m0"))
    assert len(root.findall(f"{SVG}g")) == len(picture.boxes)
    assert len(root.findall(f"{SVG}path")) == len(picture.arrows)
    check_mermaid(mermaid([picture, picture]))


@given(words)
def test_lines_are_short_and_lose_nothing(text: str):
    lines = wrapped(text, 20)
    assert all(len(line) <= 20 for line in lines)
    assert "".join(lines) == "".join(c if c.isprintable() else " " for c in text)


# --- texts ---------------------------------------------------------------------------------------

_NODE = r'    n\d+\["[^"\[\]<>{}`]*(?:<br/>[^"\[\]<>{}`]*)*"\]'
_MERMAID = re.compile(
    r"flowchart LR"
    r'|  subgraph p\d+(?:r\d+)?\["[^"\[\]<>{}`]*"\]'
    r"|  direction LR|  end"
    rf"|{_NODE}"
    r"|  n\d+ (?:-->|==>|-- (?:fault|errors) -->|-\.->) n\d+"
    r"|  classDef (?:fault|slight|good|unknown) [\w:#,. -]+"
    r"|  class n\d+(?:,n\d+)* (?:fault|slight|good|unknown)"
    r"|  linkStyle \d+(?:,\d+)* stroke:#b3261e,stroke-width:2px"
)


def check_mermaid(text: str) -> None:
    lines = text.splitlines()
    assert lines[0] == "flowchart LR"
    depth = 0
    for line in lines:
        assert _MERMAID.fullmatch(line), line
        depth += line.startswith("  subgraph")
        depth -= line == "  end"
        assert depth >= 0
    assert depth == 0
    declared = {m[1] for line in lines if (m := re.match(r"    (n\d+)\[", line))}
    arrows = [
        m
        for line in lines
        if (m := re.match(r"  (n\d+) \S.* (n\d+)$", line)) and not line.startswith("  class")
    ]
    assert {name for match in arrows for name in match.groups()} <= declared
    for match in re.finditer(r"linkStyle ([\d,]+)", text):
        assert all(int(number) < len(arrows) for number in match[1].split(","))


def test_mermaid_of_the_examples(drawn: dict[str, Picture]):
    check_mermaid(mermaid(list(drawn.values())))


def test_what_mermaid_could_read_as_syntax_is_encoded():
    assert label('a"b]{c}<d>`e`#f;%%') == (
        "a#34;b#93;#123;c#125;#60;d#62;#96;e#96;#35;f#59;#37;#37;"
    )
    assert label("telemetry/+/x\ny") == "telemetry/+/xy"


def test_the_page_is_well_formed_and_needs_nothing_else(drawn: dict[str, Picture]):
    page = html(list(drawn.values()))
    body = ElementTree.fromstring(page.removeprefix("<!DOCTYPE html>\n"))
    assert [len(list(found)) for found in maps(body)] == [2, 2], "the columns, and the map"
    assert "<script" not in page
    loaded = re.findall(r"(?:src|href|@import|url\()\s*=?[\"'(]?([^\"') ]+)", page)
    pages = {guideline(entry.id) for entry in CATALOGUE}
    links = {address for address in loaded if not address.startswith("#")}
    assert links <= pages, "everything is in the page, but the pages of checks"
    assert guideline("CKV_IOT_502") in links
    ids = [element.get("id") for element in body.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    for used in re.findall(r"url\(#([^)]+)\)", page):
        assert used in ids


def maps(body: ElementTree.Element) -> list[ElementTree.Element]:
    return [found for found in body.iter("div") if found.get("class") == "map"]


def test_the_titles_of_columns_stand_over_their_boxes(drawn: dict[str, Picture]):
    page = html([drawn["CKV_IOT_501"]])
    body = ElementTree.fromstring(page.removeprefix("<!DOCTYPE html>\n"))
    head, whole = maps(body)[0]
    assert head.get("class") == "head"
    assert head.get("width") == whole.get("width")
    found = layout(drawn["CKV_IOT_501"])
    titles = {text.text: float(text.get("x", "")) for text in head}
    for placed in found.boxes:
        assert titles[placed.box.column.value] == pytest.approx(placed.x, abs=0.1)


def test_a_box_that_fails_has_its_findings_and_leads_to_the_page(drawn: dict[str, Picture]):
    root = ElementTree.fromstring(svg(drawn["CKV_IOT_501"], "m0"))
    for group in root.findall(f"{SVG}g"):
        link = group.find(f"{SVG}a")
        is_fault = group.get("class") in ("fault", "slight")
        if link is None:
            assert not is_fault or "CKV_IOT" not in "".join(group.itertext())
            continue
        title = link.find(f"{SVG}title")
        assert title is not None
        check_id = link.get("href", "").rpartition("/")[2].removesuffix(".md")
        assert f"{check_id} " in (title.text or "")


def test_the_legend_has_every_look_that_is_drawn(drawn: dict[str, Picture]):
    page = html(list(drawn.values()))
    body = ElementTree.fromstring(page.removeprefix("<!DOCTYPE html>\n"))
    (legend,) = (found for found in body.iter("ul") if found.get("class") == "legend")
    shown = {e.get("class") for e in legend.iter() if e.tag in ("g", "path")} - {None}
    drawn_looks = {g.get("class") for g in body.iter(f"{SVG}g")}
    assert drawn_looks - {"plain"} <= shown
    assert {path.get("class") for path in body.iter(f"{SVG}path")} - {None} <= shown


def test_where_messages_go_that_an_action_fails_on(tmp_path: Path):
    (tmp_path / "main.tf").write_text(
        """
resource "aws_s3_bucket" "errors" { bucket = "errors" }
resource "aws_iot_topic_rule" "r" {
  name = "r"
  enabled = true
  sql = "SELECT * FROM 'a/#'"
  sql_version = "2016-03-23"
  lambda { function_arn = "arn:aws:lambda:eu-west-1:123456789012:function:f" }
  error_action {
    s3 {
      bucket_name = aws_s3_bucket.errors.bucket
      key = "k"
      role_arn = "arn:aws:iam::123456789012:role/r"
    }
  }
}
""",
        encoding="utf-8",
    )
    (picture,) = pictures(str(tmp_path))
    arrow = picture.arrows["aws_iot_topic_rule.r", "aws_s3_bucket.errors"]
    assert (arrow.text, arrow.look) == ("errors", Look.PLAIN)
    assert picture.boxes["aws_s3_bucket.errors"].look is Look.PLAIN
    assert "-- errors -->" in mermaid([picture])
    check_mermaid(mermaid([picture]))
    assert "<title>errors</title>" in svg(picture, "m0")


def test_a_map_that_one_chart_cannot_show_has_one_for_each_rule(drawn: dict[str, Picture]):
    picture = drawn["CKV_IOT_501"]
    text = markdown([picture])
    charts = re.findall(r"```mermaid\n(.*?)```", text, re.DOTALL)
    rules = [box for box in picture.boxes.values() if box.column is Column.RULES]
    assert len(charts) == len(rules)
    for chart in charts:
        check_mermaid(chart)
    parts = picture.by_rule()
    assert {key for part in parts for key in part.boxes} == set(picture.boxes)
    assert {ends for part in parts for ends in part.arrows} == set(picture.arrows)
    assert max(len(part.boxes) for part in parts) <= MOST_IN_CHART


# --- the command ---------------------------------------------------------------------------------


def test_to_standard_output(capsys: pytest.CaptureFixture[str]):
    assert main(["map", str(EXAMPLES / "CKV_IOT_501" / "stack.template")]) == 0
    check_mermaid(capsys.readouterr().out)


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("map.md", "# Where AWS IoT data goes"),
        ("map.mmd", "flowchart LR"),
        ("map.html", "<!DOCTYPE"),
    ],
)
def test_to_a_file(tmp_path: Path, name: str, begins: str, capsys: pytest.CaptureFixture[str]):
    target = tmp_path / name
    assert main(["map", str(EXAMPLES / "CKV_IOT_502"), "-o", str(target)]) == 0
    assert target.read_text(encoding="utf-8").startswith(begins)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    "arguments",
    [
        ["map", "does-not-exist"],
        ["map", str(EXAMPLES / "CKV_IOT_502"), "-o", "map.pdf"],
        ["map", str(EXAMPLES / "CKV_IOT_502"), "-o", "/does/not/exist/map.md"],
        ["map", "--wrong"],
    ],
)
def test_what_cannot_be_drawn(arguments: list[str], capsys: pytest.CaptureFixture[str]):
    assert main(arguments) == 2
    captured = capsys.readouterr()
    assert captured.err.startswith("checkov-aws-iot: ")
    assert captured.out == ""


def test_where_there_is_nothing_to_draw(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    (tmp_path / "broken.tf").write_text("resource {", encoding="utf-8")
    (tmp_path / "broken.json").write_text('{"AWS::IoT::TopicRule": ', encoding="utf-8")
    (tmp_path / "plan.json").write_text('{"resource_changes": 5}', encoding="utf-8")
    (tmp_path / "binary.yaml").write_bytes(b"AWS::IoT::TopicRule\xff\x00")
    assert main(["map", str(tmp_path)]) == 0
    captured = capsys.readouterr()
    assert captured.out == "flowchart LR\n"
    assert "there is no topic rule" in captured.err
