"""Findings while a file is edited, by the real server and a client of pytest-lsp."""

from __future__ import annotations

from pathlib import Path

import pytest
import pytest_lsp
from command_line import CONNECT_POLICY
from editor_session import Editor, LanguageClient, editor_parameters, part, server_config
from lsprotocol import types

ANYONE = CONNECT_POLICY.format(name="device", id="*")
OWN = CONNECT_POLICY.format(name="device", id="$${iot:Connection.Thing.ThingName}")


@pytest_lsp.fixture(config=server_config(), scope="module")
async def client(request: pytest.FixtureRequest, lsp_client: LanguageClient):
    folder = request.getfixturevalue("folder")
    await lsp_client.initialize_session(editor_parameters(folder))
    yield
    await lsp_client.shutdown_session()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("folder")


@pytest.fixture
def editor(client: LanguageClient) -> Editor:
    return Editor(client)


def saved(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.asyncio(loop_scope="module")
async def test_a_fault_is_shown_at_its_range(editor: Editor, folder: Path):
    path = saved(folder, "range/main.tf", ANYONE)
    editor.open(path)
    await editor.until(lambda: bool(editor.shown(path)))
    (found,) = [one for one in editor.shown(path) if one.code == "CKV_IOT_101"]
    assert part(ANYONE, found.range) == '"arn:aws:iot:eu-west-1:123456789012:client/*"'
    assert found.severity is types.DiagnosticSeverity.Error
    assert found.source == "checkov-aws-iot"
    assert found.code_description is not None
    assert found.code_description.href.endswith("/docs/checks/CKV_IOT_101.md")
    assert 'lets device "sensor-1" connect as' in found.message
    assert [one.message for one in found.related_information or ()] == ["the resource"]


@pytest.mark.asyncio(loop_scope="module")
async def test_a_text_counts_before_it_is_saved(editor: Editor, folder: Path):
    path = saved(folder, "unsaved/main.tf", OWN)
    editor.open(path)
    editor.type(path, ANYONE)
    await editor.until(lambda: "CKV_IOT_101" in editor.codes(path))
    editor.type(path, OWN)
    await editor.until(lambda: not editor.shown(path))
    assert path.read_text(encoding="utf-8") == OWN


@pytest.mark.asyncio(loop_scope="module")
async def test_the_action_takes_the_finding_away(editor: Editor, folder: Path):
    path = saved(folder, "mended/main.tf", ANYONE)
    editor.open(path)
    await editor.until(lambda: "CKV_IOT_101" in editor.codes(path))
    (found,) = [one for one in editor.shown(path) if one.code == "CKV_IOT_101"]
    first, *_ = actions = await editor.actions(path, found.range)
    assert [one.title for one in actions] == [
        "Use client/${iot:Connection.Thing.ThingName} (CKV_IOT_101)",
        "Suppress CKV_IOT_101 for aws_iot_policy.device with a reason",
        "Mend all AWS IoT findings in this file",
        "Mend all AWS IoT findings in this file",
    ]
    assert all(one.edit is None for one in actions)
    await editor.apply(first)
    assert "client/$${iot:Connection.Thing.ThingName}" in editor.texts[path]
    await editor.until(lambda: not editor.shown(path))


@pytest.mark.asyncio(loop_scope="module")
async def test_a_check_is_suppressed_with_a_reason(editor: Editor, folder: Path):
    path = saved(folder, "suppressed/main.tf", ANYONE)
    editor.open(path)
    await editor.until(lambda: "CKV_IOT_101" in editor.codes(path))
    (found,) = [one for one in editor.shown(path) if one.code == "CKV_IOT_101"]
    actions = await editor.actions(path, found.range)
    await editor.apply(next(one for one in actions if one.title.startswith("Suppress")))
    assert "{\n  #checkov:skip=CKV_IOT_101:say why\n" in editor.texts[path]
    await editor.until(lambda: not editor.shown(path))


@pytest.mark.asyncio(loop_scope="module")
async def test_a_half_typed_text_keeps_the_last_answer(editor: Editor, folder: Path):
    path = saved(folder, "half/main.tf", ANYONE)
    other = saved(folder, "half/other.tf", ANYONE.replace('"device"', '"other"'))
    editor.open(path)
    editor.open(other)
    await editor.until(lambda: bool(editor.shown(path)) and bool(editor.shown(other)))
    before = editor.shown(path)
    editor.type(path, ANYONE.replace("jsonencode({", "jsonencode({{"))
    # What is said of the other file shows that this text was looked at.
    editor.type(other, OWN.replace('"device"', '"other"'))
    await editor.until(lambda: not editor.shown(other))
    assert editor.shown(path) == before
    editor.type(path, OWN)
    await editor.until(lambda: not editor.shown(path))


@pytest.mark.asyncio(loop_scope="module")
async def test_a_text_that_never_could_be_read_is_one_diagnostic(editor: Editor, folder: Path):
    path = saved(folder, "never/main.tf", ANYONE.replace("jsonencode({", "jsonencode({{"))
    editor.open(path)
    await editor.until(lambda: bool(editor.shown(path)))
    (found,) = editor.shown(path)
    assert found.message.startswith("not judged: is not valid HCL")
    assert found.severity is types.DiagnosticSeverity.Warning
    editor.type(path, ANYONE)
    await editor.until(lambda: "CKV_IOT_101" in editor.codes(path))


@pytest.mark.asyncio(loop_scope="module")
async def test_a_policy_is_typed_key_by_key(editor: Editor, folder: Path):
    path = saved(folder, "typed/main.tf", "")
    editor.open(path)
    for end in range(1, len(ANYONE) + 1):
        editor.type(path, ANYONE[:end])
        if end % 7 == 0:
            await editor.completions(path, end)
            await editor.hover(path, ANYONE[:end][-1])
    await editor.until(lambda: "CKV_IOT_101" in editor.codes(path))
    assert [message.message for message in editor.client.log_messages] == []
    assert [message.message for message in editor.client.messages] == []


@pytest.mark.asyncio(loop_scope="module")
async def test_completion_knows_what_fits(editor: Editor, folder: Path):
    text = ANYONE.replace('"iot:Connect"', '"iot:Conn"').replace(":client/*", ":")
    path = saved(folder, "completed/main.tf", text)
    editor.open(path)
    actions = await editor.completions(path, text.index("iot:Conn") + 8)
    labels = {one.label for one in actions}
    assert "iot:Connect" in labels
    assert "iot:Publish" in labels
    assert "iot:CreatePolicy" not in labels  # No device can be allowed it.
    editor.type(path, text := text.replace('"iot:Conn"', '"iot:Connect"'))
    end = text.index('123456789012:"') + len("123456789012:")
    fitting = {one.label: one for one in await editor.completions(path, end)}
    assert {label for label in fitting if not label.startswith("$$")} == {"client/"}
    variable = fitting["$${iot:Connection.Thing.ThingName}"]
    assert variable.detail == "identifies the device"
    assert isinstance(variable.text_edit, types.TextEdit)
    assert variable.text_edit.new_text == variable.label


@pytest.mark.asyncio(loop_scope="module")
async def test_hover_says_what_a_policy_becomes_and_what_its_words_mean(
    editor: Editor, folder: Path
):
    text = 'locals { id = "lamp-1" }\n' + CONNECT_POLICY.format(
        name="device", id="${local.id}-$${iot:Certificate.Subject.Country}"
    )
    path = saved(folder, "hover/main.tf", text)
    editor.open(path)
    page = await editor.hover(path, 'resource "aws_iot_policy"')
    assert (
        '"Resource": "arn:aws:iot:eu-west-1:123456789012:client/lamp-1-${iot:Certificate.Subject.Country}"'
        in page
    )
    assert "Attached to no one in this code." in page
    assert "`iot:Connect` on `client/lamp-1-${iot:Certificate.Subject.Country}`" in page
    assert "**Does not bind**" in await editor.hover(path, "$${iot:", behind=5)
    assert "the client ID of the connection" in await editor.hover(path, "iot:Connect", behind=2)
    assert await editor.hover(path, "lamp-1") == ""
