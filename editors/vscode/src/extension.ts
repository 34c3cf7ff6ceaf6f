/** Starts the server, and hands it the settings. All that is known about policies is known by the server. */

import { commands, type ExtensionContext, window, workspace } from "vscode";
import {
  LanguageClient,
  type LanguageClientOptions,
  type ServerOptions,
} from "vscode-languageclient/node";

const SECTION = "checkovAwsIot";
const INSTALL = 'install it by: pip install "checkov-aws-iot[lsp]"';

let client: LanguageClient | undefined;

export async function activate(context: ExtensionContext): Promise<void> {
  context.subscriptions.push(
    commands.registerCommand(`${SECTION}.restart`, restart),
    workspace.onDidChangeConfiguration(async (event) => {
      if (
        event.affectsConfiguration(`${SECTION}.command`) ||
        event.affectsConfiguration(`${SECTION}.conventions`)
      ) {
        await restart();
      }
    }),
  );
  await start();
}

export async function deactivate(): Promise<void> {
  await stop();
}

async function restart(): Promise<void> {
  await stop();
  await start();
}

async function stop(): Promise<void> {
  const running = client;
  client = undefined;
  await running?.stop();
}

async function start(): Promise<void> {
  const [command, ...args] = serverCommand();
  if (command === undefined) {
    return;
  }
  const server: ServerOptions = {
    command,
    args,
    options: { cwd: workspace.workspaceFolders?.[0]?.uri.fsPath },
  };
  client = new LanguageClient(SECTION, "checkov-aws-iot", server, clientOptions());
  try {
    await client.start();
  } catch (error) {
    client = undefined;
    const reason = error instanceof Error ? error.message : String(error);
    void window.showErrorMessage(`The server "${command}" does not start (${reason}); ${INSTALL}`);
  }
}

function serverCommand(): string[] {
  const settings = workspace.getConfiguration(SECTION);
  const command = settings.get<string[]>("command", []);
  const conventions = settings.get<string>("conventions", "");
  return conventions === "" ? command : [...command, "--conventions", conventions];
}

function clientOptions(): LanguageClientOptions {
  const settings = workspace.getConfiguration(SECTION);
  return {
    documentSelector: [
      { scheme: "file", language: "terraform" },
      { scheme: "file", language: "opentofu" },
      { scheme: "file", pattern: "**/*.{tf,tofu,tfvars,json,yaml,yml,template}" },
    ],
    initializationOptions: { severities: settings.get("severities") },
    synchronize: { configurationSection: SECTION },
  };
}
