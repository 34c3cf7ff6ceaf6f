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
