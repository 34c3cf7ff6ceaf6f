"""Measures the language server as an editor meets it: over stdio, in a process of its own.

    python benchmarks/editing.py                     # a module of 20 files, and iac_examples/CKV_IOT_501
    python benchmarks/editing.py --edits 10000       # memory over that many edits
    python benchmarks/editing.py --large             # a template of 10,000 lines, a folder of 1,600 modules

Times are those of the wall, from the message of the editor to the diagnostics that answer it, with the
delay that the server itself leaves for further typing.
"""

from __future__ import annotations

import argparse
import asyncio
import shutil
import sys
import tempfile
import time
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import median

from lsprotocol import types
from pygls.lsp.client import LanguageClient
from pygls.uris import from_fs_path

ROOT = Path(__file__).parent.parent
SERVER = [sys.executable, "-m", "checkov_aws_iot.commands.main", "lsp"]
EXAMPLE = ROOT / "iac_examples/CKV_IOT_501"
PATIENCE = 120

FILE = """\
data "aws_iam_policy_document" "trust_{number}" {{
  statement {{
    actions = ["sts:AssumeRole"]
    principals {{
      type        = "Service"
      identifiers = ["iot.amazonaws.com"]
    }}
  }}
}}

resource "aws_iam_role" "rule_{number}" {{
  name               = "rule-{number}"
  assume_role_policy = data.aws_iam_policy_document.trust_{number}.json
}}

resource "aws_iot_policy" "device_{number}" {{
  name   = "device-{number}"
  policy = jsonencode({{
    Version   = "2012-10-17"
    Statement = [
      {{ Effect = "Allow", Action = "iot:Connect", Resource = "arn:aws:iot:eu-west-1:123456789012:client/$${{iot:Connection.Thing.ThingName}}" }},
      {{ Effect = "Allow", Action = "iot:Publish", Resource = "arn:aws:iot:eu-west-1:123456789012:topic/data/{number}/*" }},
    ]
  }})
}}

resource "aws_iot_topic_rule" "archive_{number}" {{
  name        = "archive_{number}"
  enabled     = true
  sql         = "SELECT * FROM 'data/{number}/+'"
  sql_version = "2016-03-23"
  s3 {{
    bucket_name = "archive-{number}"
    key         = "$${{topic()}}"
    role_arn    = aws_iam_role.rule_{number}.arn
  }}
}}
"""
RESOURCE = """\
  Policy{number}:
    Type: AWS::IoT::Policy
    Properties:
      PolicyName: policy-{number}
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: iot:Connect
            Resource: !Sub arn:aws:iot:${{AWS::Region}}:${{AWS::AccountId}}:client/${{!iot:Connection.Thing.ThingName}}
  Bucket{number}:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: bucket-{number}
"""


class Session:
    """An editor with one file open."""

    def __init__(self, client: LanguageClient, path: Path, started: float) -> None:
        self.client = client
        self.uri = from_fs_path(str(path))
        self.text = path.read_text(encoding="utf-8")
        self.version = 1
        self.lines = 0
        self.started = started
        self.answered: dict[int, float] = {}
        self.progress: list[float] = []
        self.is_indexed = False

    @property
    def pid(self) -> int:
        return self.client._server.pid

    async def until(self, holds) -> None:
        end = time.perf_counter() + PATIENCE
        while not holds():
            if time.perf_counter() > end:
                raise TimeoutError
            await asyncio.sleep(0.001)

    async def open(self) -> float:
        item = types.TextDocumentItem(self.uri, "terraform", 1, self.text)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))
        await self.until(lambda: 1 in self.answered)
        return self.answered[1] - self.started

    def change(self) -> None:
        """The file begins with another number of empty lines, so that its findings stand elsewhere."""
        self.version += 1
        end = types.Position(self.lines, 0)
        self.lines = self.version % 50
        edit = types.TextDocumentContentChangePartial(
            types.Range(types.Position(0, 0), end), "\n" * self.lines
        )
        document = types.VersionedTextDocumentIdentifier(self.version, self.uri)
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(document, [edit]))

    async def timed_change(self) -> float:
        start = time.perf_counter()
        self.change()
        version = self.version
        await self.until(lambda: version in self.answered)
        return self.answered[version] - start


@asynccontextmanager
async def session(folder: Path, file: Path):
    """A server that was just started, and that has not answered yet."""
    client = LanguageClient("benchmark", "1")
    started = time.perf_counter()
    await client.start_io(*SERVER)
    capabilities = types.ClientCapabilities(
        window=types.WindowClientCapabilities(work_done_progress=True)
    )
    one = Session(client, file, started)

    @client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    def published(params: types.PublishDiagnosticsParams) -> None:
        if params.uri == one.uri and params.version is not None:
            one.answered.setdefault(params.version, time.perf_counter())

    @client.feature(types.WINDOW_WORK_DONE_PROGRESS_CREATE)
    def create(_: types.WorkDoneProgressCreateParams) -> None:
        return None

    @client.feature(types.PROGRESS)
    def progress(params: types.ProgressParams) -> None:
        one.progress.append(time.perf_counter())
        kind = params.value["kind"] if isinstance(params.value, dict) else params.value.kind
        one.is_indexed = one.is_indexed or kind == "end"

    folders = [types.WorkspaceFolder(from_fs_path(str(folder)), folder.name)]
    await client.initialize_async(
        types.InitializeParams(capabilities=capabilities, workspace_folders=folders)
    )
    client.initialized(types.InitializedParams())
    try:
        yield one
    finally:
        await client.shutdown_async(None)
        client.exit(None)
        await client._server.wait()


def memory(pid: int) -> float:
    """Megabytes that the process holds."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


async def measure(name: str, folder: Path, file: Path, changes: int, starts: int) -> None:
    """Start and changes of one file are printed."""
    first = []
    for _ in range(starts - 1):
        async with session(folder, file) as one:
            first.append(await one.open())
    async with session(folder, file) as one:
        first.append(await one.open())
        await asyncio.sleep(2)
        times = []
        for _ in range(changes):
            times.append(await one.timed_change())
            await asyncio.sleep(0.05)
    times.sort()
    ninth = times[int(len(times) * 0.9)]
    print(f"{name}: start to first diagnostics {median(first):.2f} s (best {min(first):.2f})")
    print(
        f"{name}: change to diagnostics median {1000 * median(times):.0f} ms, 90th {1000 * ninth:.0f} ms"
    )


async def measure_memory(folder: Path, file: Path, edits: int) -> None:
    """What the server holds over many edits is printed; each tenth is waited for."""
    async with session(folder, file) as one:
        await one.open()
        for number in range(edits):
            one.change()
            if number % 10 == 9:
                version = one.version
                await one.until(lambda version=version: version in one.answered)
            if number % (edits // 10) == edits // 10 - 1:
                print(f"after {number + 1} edits: {memory(one.pid):.0f} MB")


async def measure_folder(folder: Path, file: Path) -> None:
    """The first answer, the end of looking through the folder, and changes after it are printed."""
    async with session(folder, file) as one:
        print(f"1,600 modules: start to first diagnostics {await one.open():.2f} s")
        await one.until(lambda: one.is_indexed)
        print(f"1,600 modules: looked through after {time.perf_counter() - one.started:.2f} s")
        await asyncio.sleep(1)
        times = [await one.timed_change() for _ in range(20)]
        print(f"1,600 modules: change to diagnostics median {1000 * median(times):.0f} ms")
        print(f"1,600 modules: {memory(one.pid):.0f} MB")


def made(directory: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return directory


async def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--edits", type=int, default=0)
    parser.add_argument("--large", action="store_true")
    parser.add_argument("--changes", type=int, default=40)
    parser.add_argument("--starts", type=int, default=5)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        place = Path(temporary)
        module = made(place / "module", {f"file_{n}.tf": FILE.format(number=n) for n in range(20)})
        example = place / "example"
        shutil.copytree(EXAMPLE, example)
        if given.edits:
            await measure_memory(module, module / "file_3.tf", given.edits)
        elif given.large:
            resources = "".join(RESOURCE.format(number=n) for n in range(715))
            resources = resources.replace("${!iot:Connection.Thing.ThingName}", "*", 5)
            stack = made(place / "large", {"stack.yaml": f"Resources:\n{resources}"})
            await measure("10,000 lines", stack, stack / "stack.yaml", 10, 1)
            modules = {f"m{n // 40}/n{n}/main.tf": FILE.format(number=n) for n in range(1600)}
            folder = made(place / "folder", modules)
            await measure_folder(folder, folder / "m7/n300/main.tf")
        else:
            await measure("20 files", module, module / "file_3.tf", given.changes, given.starts)
            await measure("CKV_IOT_501", example, example / "main.tf", given.changes, given.starts)


if __name__ == "__main__":
    asyncio.run(main())
