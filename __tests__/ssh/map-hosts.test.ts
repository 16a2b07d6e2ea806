import { mapHosts } from '../../ssh/map-hosts';

describe('working on all hosts', () => {
  test('tells the outcome of each host in order, and one failure stops no other', async () => {
    const failure = new Error('nuc02 is off');
    const outcomes = await mapHosts(['nuc01', 'nuc02', 'nuc03'], 10, (host) =>
      host === 'nuc02' ? Promise.reject(failure) : Promise.resolve(host.toUpperCase()),
    );
    expect(outcomes).toEqual([
      { host: 'nuc01', value: 'NUC01' },
      { host: 'nuc02', error: failure },
      { host: 'nuc03', value: 'NUC03' },
    ]);
  });

  test('keeps to the limit', async () => {
    let running = 0;
    let most = 0;
    await mapHosts([1, 2, 3, 4, 5], 2, async () => {
      most = Math.max(most, (running += 1));
      await new Promise((resolve) => setTimeout(resolve, 5));
      running -= 1;
    });
    expect(most).toBe(2);
  });
});
