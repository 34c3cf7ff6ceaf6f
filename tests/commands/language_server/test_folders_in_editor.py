"""Folders, files that come and go, encodings and broken judging, by the real server."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_lsp
from command_line import CONNECT_POLICY
from editor_session import (
    SERVER,
    Editor,
    LanguageClient,
    editor_parameters,
    part,
    server_config,
    uri,
)
from lsprotocol import types

ANYONE = CONNECT_POLICY.format(name="device", id="*")
OWN = CONNECT_POLICY.format(name="device", id="$${iot:Connection.Thing.ThingName}")
MODULE = 'variable "id" {}\n' + CONNECT_POLICY.format(name="device", id="${var.id}")
CALL = 'module "devices" {\n  source = "../module"\n  id     = "ID"\n}\n'

BREAKING = """
import sys
from checkov_aws_iot.commands.language_server.features import server_for
from checkov_aws_iot.commands.language_server.lsp import protocol_output
from checkov_aws_iot.conventions.conventions import NO_CONVENTIONS
from checkov_aws_iot.editing.judged_project import judged

def judge(project):
    if "breaks" in project.reader.read("main.tf"):
        raise RecursionError("too deep")
    return judged(project)

server_for(NO_CONVENTIONS, judge).start_io(sys.stdin.buffer, protocol_output())
"""


@asynccontextmanager
async def editing(
    *folders: Path,
    command: tuple[str, ...] = (),
    name: str = "visual_studio_code",
    options: object = None,
) -> AsyncIterator[Editor]:
    """An editor that has opened the folders."""
    client = await server_config(*command).start()
    await client.initialize_session(editor_parameters(*folders, editor=name, options=options))
    try:
        yield Editor(client)
    finally:
        await client.shutdown_session()
        await client.stop()


@pytest_lsp.fixture(config=server_config(), scope="module")
async def client(request: pytest.FixtureRequest, lsp_client: LanguageClient):
    folders = request.getfixturevalue("folders")
    await lsp_client.initialize_session(editor_parameters(*folders))
    yield
    await lsp_client.shutdown_session()


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return tmp_path_factory.mktemp("one"), tmp_path_factory.mktemp("two")


@pytest.fixture
def editor(client: LanguageClient) -> Editor:
    return Editor(client)


@pytest.fixture
def place(folders: tuple[Path, Path], request: pytest.FixtureRequest) -> Path:
    """A directory of its own in the first folder."""
    return folders[0] / request.node.name


def saved(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.asyncio(loop_scope="module")
async def test_several_roots_and_a_file_outside_of_all(
    editor: Editor, folders: tuple[Path, Path], tmp_path: Path
):
    paths = [saved(place, "roots/main.tf", ANYONE) for place in (*folders, tmp_path)]
    for path in paths:
        editor.open(path)
    for path in paths:
        await editor.until(lambda path=path: "CKV_IOT_101" in editor.codes(path))
    editor.type(paths[2], OWN)
    await editor.until(lambda: not editor.shown(paths[2]))
    assert [editor.codes(path) for path in paths[:2]] == [{"CKV_IOT_101"}] * 2


@pytest.mark.asyncio(loop_scope="module")
async def test_what_a_module_is_called_with_counts(editor: Editor, place: Path):
    module = saved(place, "module/main.tf", MODULE)
    caller = saved(place, "root/main.tf", CALL.replace("ID", "lamp"))
    editor.open(caller)
    editor.type(caller, CALL.replace("ID", "*"))
    await editor.until(lambda: "CKV_IOT_101" in editor.codes(module))
    (found,) = [one for one in editor.shown(module) if one.code == "CKV_IOT_101"]
    assert part(MODULE, found.range) == '"arn:aws:iot:eu-west-1:123456789012:client/${var.id}"'
    related = {one.location.uri: one.location.range for one in found.related_information or ()}
    assert part(editor.texts[caller], related[uri(caller)]).startswith("module")
    editor.open(module)
    editor.type(module, MODULE.replace("${var.id}", "$${iot:Connection.Thing.ThingName}"))
    await editor.until(lambda: not editor.shown(module))


@pytest.mark.asyncio(loop_scope="module")
async def test_files_that_are_made_renamed_and_deleted(editor: Editor, place: Path):
    main = saved(place, "main.tf", OWN)
    editor.open(main)
    other = saved(place, "other.tf", ANYONE.replace('"device"', '"other"'))
    editor.tell_of(other, types.FileChangeType.Created)
    await editor.until(lambda: "CKV_IOT_101" in editor.codes(other))
    renamed = other.rename(place / "renamed.tf")
    editor.tell_of(other, types.FileChangeType.Deleted)
    editor.tell_of(renamed, types.FileChangeType.Created)
    await editor.until(lambda: "CKV_IOT_101" in editor.codes(renamed))
    await editor.until(lambda: not editor.shown(other))
    renamed.unlink()
    editor.tell_of(renamed, types.FileChangeType.Deleted)
    await editor.until(lambda: not editor.shown(renamed))


@pytest.mark.asyncio(loop_scope="module")
async def test_a_closed_file_is_what_is_saved_of_it(editor: Editor, place: Path):
    main = saved(place, "main.tf", ANYONE)
    other = saved(place, "other.tf", 'variable "unused" {}\n')
    editor.open(main)
    editor.open(other)
    editor.type(main, OWN)
    await editor.until(lambda: not editor.shown(main))
    editor.close(main)
    await editor.until(lambda: "CKV_IOT_101" in editor.codes(main))


@pytest.mark.parametrize(("name", "unit"), [("visual_studio_code", 2), ("neovim", 1)])
@pytest.mark.asyncio
async def test_places_count_in_the_units_of_the_editor(tmp_path: Path, name: str, unit: int):
    text = ANYONE.replace('Effect = "Allow"', 'Sid = "🔑é", Effect = "Allow"')
    path = saved(tmp_path, "main.tf", text)
    async with editing(tmp_path, name=name) as editor:
        editor.open(path)
        await editor.until(lambda: "CKV_IOT_101" in editor.codes(path))
        (found,) = [one for one in editor.shown(path) if one.code == "CKV_IOT_101"]
        line = text.split("\n")[found.range.start.line]
        before = line[: line.index('"arn:')]
        encoding = "utf-16-le" if unit == 2 else "utf-8"
        assert found.range.start.character == len(before.encode(encoding)) // unit


@pytest.mark.asyncio
async def test_broken_judging_is_one_diagnostic_and_does_not_end_the_server(tmp_path: Path):
    path = saved(tmp_path, "main.tf", f"# breaks\n{ANYONE}")
    async with editing(tmp_path, command=(sys.executable, "-c", BREAKING)) as editor:
        editor.open(path)
        await editor.until(lambda: bool(editor.shown(path)))
        (found,) = editor.shown(path)
        assert found.message == "the judging failed (RecursionError: too deep)"
        assert found.severity is types.DiagnosticSeverity.Error
        editor.type(path, ANYONE)
        await editor.until(lambda: "CKV_IOT_101" in editor.codes(path))


@pytest.mark.asyncio
async def test_severities_are_those_of_the_settings(tmp_path: Path):
    path = saved(tmp_path, "main.tf", ANYONE)
    options = {"severities": {"HIGH": "hint", "CRITICAL": "hint"}}
    async with editing(tmp_path, options=options) as editor:
        editor.open(path)
        await editor.until(lambda: "CKV_IOT_101" in editor.codes(path))
        assert {one.severity for one in editor.shown(path)} == {types.DiagnosticSeverity.Hint}
        settings = {"checkovAwsIot": {"severities": {"HIGH": "off", "CRITICAL": "off"}}}
        params = types.DidChangeConfigurationParams(settings)
        editor.client.workspace_did_change_configuration(params)
        await editor.until(lambda: not editor.shown(path))


@pytest.mark.asyncio
async def test_a_large_folder_is_looked_through_with_progress(tmp_path: Path):
    for number in range(150):
        saved(tmp_path, f"m{number}/main.tf", 'variable "unused" {}\n')
    module = saved(tmp_path, "module/main.tf", MODULE)
    saved(tmp_path, "root/main.tf", CALL.replace("ID", "*"))
    async with editing(tmp_path) as editor:
        editor.open(module)
        await editor.until(lambda: "CKV_IOT_101" in editor.codes(module))
        reports = [
            report for all_of in editor.client.progress_reports.values() for report in all_of
        ]
        kinds = [report.kind for report in reports]
        assert kinds[0] == "begin"
        assert kinds[-1] == "end"
        assert "report" in kinds


@pytest.mark.asyncio(loop_scope="module")
async def test_a_template_is_mended_and_suppressed(editor: Editor, place: Path):
    text = (
        "Resources:\n  Device:\n    Type: AWS::IoT::Policy\n    Properties:\n"
        "      PolicyDocument:\n        Version: '2012-10-17'\n        Statement:\n"
        "          - Effect: Allow\n            Action: iot:Connect\n"
        "            Resource: !Sub arn:aws:iot:${AWS::Region}:${AWS::AccountId}:client/*\n"
    )
    path = saved(place, "stack.yaml", text)
    editor.open(path)
    await editor.until(lambda: "CKV_IOT_101" in editor.codes(path))
    (found,) = [one for one in editor.shown(path) if one.code == "CKV_IOT_101"]
    actions = await editor.actions(path, found.range)
    await editor.apply(actions[0])
    assert "client/${!iot:Connection.Thing.ThingName}" in editor.texts[path]
    await editor.until(lambda: not editor.shown(path))
    editor.type(path, text)
    await editor.until(lambda: "CKV_IOT_101" in editor.codes(path))
    actions = await editor.actions(path, found.range)
    await editor.apply(next(one for one in actions if one.title.startswith("Suppress")))
    assert "          - id: CKV_IOT_101\n            comment: say why\n" in editor.texts[path]
    await editor.until(lambda: not editor.shown(path))


@pytest.mark.asyncio(loop_scope="module")
async def test_a_policy_in_a_json_file_of_its_own(editor: Editor, place: Path):
    document = {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": "iot:Connect", "Resource": "*"}],
    }
    text = json.dumps(document, indent=2)
    path = saved(place, "policy.json", text)
    editor.open(path)
    await editor.until(lambda: "CKV_IOT_101" in editor.codes(path))
    (found,) = [one for one in editor.shown(path) if one.code == "CKV_IOT_101"]
    assert part(text, found.range) == '"*"'
    shown = editor.shown(path)
    editor.type(path, text[:-2])
    time.sleep(0.3)  # noqa: ASYNC251 - the server goes on, and has nothing to say
    assert editor.shown(path) == shown


def test_all_that_is_printed_but_the_protocol_goes_to_stderr():
    program = (
        "import os, sys\n"
        "from checkov_aws_iot.commands.language_server.lsp import protocol_output\n"
        "output = protocol_output()\n"
        "print('printed', flush=True); os.write(1, b'written')\n"
        "output.write(b'protocol'); output.flush()\n"
    )
    env = server_config().server_env
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, env=env)
    assert done.stdout == b"protocol"
    assert done.stderr == b"printed\nwritten"


def test_without_pygls_one_sentence_says_what_to_install():
    program = (
        "import importlib.util as u, sys; find = u.find_spec\n"
        "u.find_spec = lambda name, *rest: None if name == 'pygls' else find(name, *rest)\n"
        "from checkov_aws_iot.commands.main import main; sys.exit(main(['lsp']))\n"
    )
    env = server_config().server_env
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, env=env
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr == (
        'checkov-aws-iot: the language server needs pygls; pip install "checkov-aws-iot[lsp]"\n'
    )


def test_the_server_ends_with_its_input():
    env = server_config().server_env
    done = subprocess.run(SERVER, input=b"", capture_output=True, check=False, env=env, timeout=60)
    assert done.stdout == b""
