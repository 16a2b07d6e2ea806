import * as pulumi from '@pulumi/pulumi';
import { declarePulumi } from '../../engines/pulumi';
import { engineProps, host, step, tree } from '../support/tiny-lab';

interface Registered {
  readonly name: string;
  readonly inputs: Record<string, unknown>;
}

const registered: Registered[] = [];

beforeAll(async () => {
  await pulumi.runtime.setMocks({
    newResource: (args) => {
      registered.push({ name: args.name, inputs: args.inputs as Record<string, unknown> });
      return { id: `${args.name}-id`, state: args.inputs as Record<string, unknown> };
    },
    call: (args) => args.inputs as Record<string, unknown>,
  });
});

describe('declarePulumi', () => {
  test('declares the same steps, runner, triggers and order as @pulumi/command resources', async () => {
    const root = tree();
    const leaving = step(root, 'Leaving', {
      phase: 'membership',
      inputs: { LAB: 'lab', ROLE: 'worker' },
    });
    const joined = step(root, 'Joined', {
      host: host('nuc02', '10.0.0.12'),
      phase: 'worker',
      inputs: { LAB: 'lab' },
    });
    joined.node.addDependency(leaving);
    const commands = declarePulumi(root, { ...engineProps, stackDirectory: '/stack' });
    expect([...commands.keys()]).toEqual(['nuc01_membership', 'nuc02_worker']);
    await new Promise<void>((resolve) =>
      pulumi.all([...commands.values()].map((each) => each.urn)).apply(() => {
        resolve();
      }),
    );

    expect(registered.map((each) => each.name)).toEqual(['nuc01_membership', 'nuc02_worker']);
    expect(registered[0]!.inputs).toMatchObject({
      delete: 'nuc01/membership',
      dir: '/stack',
      interpreter: ['node', engineProps.runner, 'destroy'],
      environment: {
        NUCLAB_HOST: 'nuc01',
        NUCLAB_ADDRESS: '10.0.0.11',
        NUCLAB_ROLE: 'worker',
        NUCLAB_LAB: 'lab',
      },
      triggers: ['host=nuc01', 'lab=lab', 'role=worker'],
    });
    expect(registered[1]!.inputs).toMatchObject({
      create: 'nuc02/worker',
      interpreter: ['node', engineProps.runner, 'apply'],
      environment: { NUCLAB_STEP_DIGEST: 'b'.repeat(64) },
      triggers: ['host=nuc02', 'lab=lab', 'script_sha256=aaaaaaaaaaaa', 'reason=first install'],
    });
  });
});
