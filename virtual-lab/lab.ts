import { Command, InvalidArgumentError, Option } from 'commander';
import * as virtualLab from './virtual-lab';

interface NameOption {
  readonly name: string;
}
interface UpFlags extends NameOption {
  readonly suite?: virtualLab.Suite;
  readonly kubernetes?: string[];
  readonly upstream?: boolean;
}
type HostAction = (lab: virtualLab.Lab, host: string) => Promise<void>;

const passwordVariable = 'NUCLAB_LAB_SUDO_PASSWORD';

export function buildProgram(): Command {
  const program = new Command('lab')
    .description('Virtual NUCs on this machine: own systemd, SSH, apt and reboot, and an offline mirror.')
    .helpCommand(false);
  labCommand(program, 'up', 'start a lab, or complete one of the same shape')
    .argument('<hosts>', 'how many hosts: nuc01, nuc02, …', toCount)
    .addOption(
      new Option('--suite <release>', 'Debian 13 or Debian 12 (default: trixie)').choices(virtualLab.suites),
    )
    .option('--kubernetes <version>', 'a version that the mirror must hold; repeatable', toVersions)
    .option('--upstream', 'no mirror: the hosts use the internet')
    .addHelpText(
      'after',
      `\n${passwordVariable} in the environment: sudo on the hosts asks for that password.`,
    )
    .action(upAction);
  labCommand(program, 'down', 'remove a lab').action(async ({ name }: NameOption) => {
    print((await virtualLab.down(name)) ? `${name} removed` : `no lab named ${name}, nothing to do`);
  });
  labCommand(program, 'status', 'list the hosts')
    .option('--json', 'as JSON, with addresses and files')
    .action(statusAction);
  labCommand(program, 'ssh', 'open a shell on a host, or run a command: ssh nuc01 -- uptime')
    .argument('<host>')
    .argument('[command...]')
    .action(async (host: string, command: string[], { name }: NameOption) => {
      const lab = virtualLab.requireLab(name);
      process.exitCode = await virtualLab.ssh(lab, virtualLab.requireHost(lab, host), command);
    });
  hostCommand(program, 'reboot', 'reboot a host cleanly', virtualLab.reboot);
  hostCommand(program, 'reimage', 'give a host a new disk, machine-id and host keys', virtualLab.reimage);
  hostCommand(program, 'power-off', 'cut the power of a host', virtualLab.powerOff);
  hostCommand(program, 'power-on', 'power a host on again', virtualLab.powerOn);
  hostCommand(program, 'cut', "cut a host's network cable", virtualLab.cut);
  hostCommand(program, 'heal', 'plug the cable back in', virtualLab.heal);
  return program;
}

function labCommand(program: Command, command: string, description: string): Command {
  return program
    .command(command)
    .description(description)
    .option('--name <name>', 'which lab', virtualLab.defaultLabName());
}

function hostCommand(program: Command, command: string, description: string, action: HostAction): void {
  labCommand(program, command, description)
    .argument('<host>')
    .action(async (host: string, { name }: NameOption) => {
      await action(virtualLab.requireLab(name), host);
      print(`${host}: ${command} done`);
    });
}

async function upAction(count: number, flags: UpFlags): Promise<void> {
  const lab = await virtualLab.up({ ...flags, count, sudoPassword: process.env[passwordVariable] });
  print(`${lab.name} runs: ${lab.hosts.map((host) => `${host.name} ${host.address}`).join(', ')}`);
}

async function statusAction({ name, json }: NameOption & { json?: boolean }): Promise<void> {
  const lab = virtualLab.requireLab(name);
  const hosts = await virtualLab.status(lab);
  if (json) {
    process.stdout.write(`${JSON.stringify({ ...lab, hosts }, undefined, 2)}\n`);
    return;
  }
  for (const host of hosts) {
    const ssh = host.answersSsh ? 'answers SSH' : 'no SSH';
    process.stdout.write(
      `${host.name}  ${host.address}  ${host.suite}  ${host.power}  cable ${host.cable}  ${ssh}\n`,
    );
  }
}

function toCount(text: string): number {
  if (/^\d{1,2}$/.test(text)) return Number(text);
  throw new InvalidArgumentError(`'${text}' is not a number of hosts, for example 3.`);
}

function toVersions(text: string, earlier: string[] = []): string[] {
  if (/^\d+\.\d+\.\d+$/.test(text)) return [...earlier, text];
  throw new InvalidArgumentError(`'${text}' is not a full version, for example 1.34.4.`);
}

function print(line: string): void {
  process.stderr.write(`lab: ${line}\n`);
}

if (require.main === module) {
  buildProgram()
    .parseAsync()
    .catch((error: unknown) => {
      print(error instanceof Error ? error.message : String(error));
      process.exitCode = 1;
    });
}
