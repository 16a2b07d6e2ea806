import { PassThrough } from 'node:stream';
import { until } from '../support/until';
import { askSecret, canAsk, type SecretRequest, type Terminal } from '../../ssh/prompt';

const request: SecretRequest = {
  label: 'passphrase of key',
  variable: 'NUCLAB_SSH_PASSPHRASE',
  kind: 'passphrase',
  fix: 'set NUCLAB_SSH_PASSPHRASE',
};

function terminal() {
  const raw: boolean[] = [];
  const input = Object.assign(new PassThrough(), {
    isTTY: true,
    setRawMode: (mode: boolean) => raw.push(mode),
  });
  const output = Object.assign(new PassThrough(), { isTTY: true });
  const shown: string[] = [];
  output.on('data', (chunk: Buffer) => shown.push(chunk.toString()));
  const device: Terminal = { input, output };
  return { device, raw, type: (text: string) => input.write(text), shown: () => shown.join('') };
}

const asked = (shown: () => string, question: string) => until(() => shown().endsWith(question), question);

describe('asking for a secret', () => {
  test('shows the question and nothing of the answer', async () => {
    const { device, raw, type, shown } = terminal();
    const answer = askSecret(request, device);
    await asked(shown, 'passphrase of key: ');
    type('open');
    type(' sesamX\u007fe\r');
    expect(await answer).toBe('open sesame');
    expect(shown()).toBe('passphrase of key: \n');
    expect(raw).toEqual([true, false]);
  });

  test('ends with Ctrl-C, and leaves the terminal as it was', async () => {
    const { device, raw, type, shown } = terminal();
    const answer = askSecret(request, device);
    await asked(shown, 'passphrase of key: ');
    type('op\u0003');
    await expect(answer).rejects.toThrow(
      'NUCLAB_SSH_PASSPHRASE: stopped at the prompt for the passphrase of key; fix: set NUCLAB_SSH_PASSPHRASE',
    );
    await expect(answer).rejects.toMatchObject({ kind: 'aborted', exitCode: 130 });
    expect(raw).toEqual([true, false]);
  });

  test('asks one thing at a time', async () => {
    const { device, type, shown } = terminal();
    const first = askSecret(request, device);
    const second = askSecret({ ...request, label: 'sudo password' }, device);
    await asked(shown, 'passphrase of key: ');
    expect(shown()).toBe('passphrase of key: ');
    type('one\n');
    expect(await first).toBe('one');
    await asked(shown, 'sudo password: ');
    type('two\n');
    expect(await second).toBe('two');
  });

  test('needs a terminal on both sides', () => {
    const { device } = terminal();
    expect(canAsk(device)).toBe(true);
    expect(canAsk({ ...device, input: new PassThrough() })).toBe(false);
    expect(canAsk({ ...device, output: new PassThrough() })).toBe(false);
  });
});
