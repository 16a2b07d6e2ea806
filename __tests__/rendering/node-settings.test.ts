import type { Host } from '../../inventory/types';
import { renderNodeSettings } from '../../rendering/node-settings';

const host = (name: string, more: Partial<Host> = {}): Host => ({
  name,
  address: '10.0.0.11',
  labels: {},
  taints: [],
  ...more,
});

describe('renderNodeSettings', () => {
  it('is empty when no host has a label or taint', () => {
    expect(renderNodeSettings([host('nuc01'), host('nuc02')])).toBe('');
  });

  it('writes one line for each label and taint, a taint without a value without the equals sign', () => {
    const nodes = [
      host('nuc02', { labels: { disk: 'ssd', 'example.org/rack': '' } }),
      host('nuc01', {
        taints: [
          { key: 'gpu', value: 'true', effect: 'NoSchedule' },
          { key: 'old', effect: 'NoExecute' },
          { key: 'slow', value: '', effect: 'PreferNoSchedule' },
        ],
      }),
    ];
    expect(renderNodeSettings(nodes)).toBe(
      [
        'nuc01 taint gpu=true:NoSchedule',
        'nuc01 taint old:NoExecute',
        'nuc01 taint slow:PreferNoSchedule',
        'nuc02 label disk=ssd',
        'nuc02 label example.org/rack=',
        '',
      ].join('\n'),
    );
  });

  it('does not depend on the order of hosts and labels', () => {
    const one = renderNodeSettings([
      host('a', { labels: { x: '1', y: '2' } }),
      host('b', { labels: { z: '3' } }),
    ]);
    const two = renderNodeSettings([
      host('b', { labels: { z: '3' } }),
      host('a', { labels: { y: '2', x: '1' } }),
    ]);
    expect(one).toBe(two);
  });
});
