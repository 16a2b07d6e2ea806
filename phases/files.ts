import { tryPhase } from '.';
import type { FileLabel } from './phase';

/** What the catalogue says of a file that is shipped with a phase's script; undefined when it names none like it. */
export function fileLabel(phase: string, file: string): FileLabel | undefined {
  const labels = Object.entries(tryPhase(phase)?.files ?? {});
  return labels.find(([name]) => isNamed(file, name))?.[1];
}

/** @param name a file name, in which `*` stands for any part */
function isNamed(file: string, name: string): boolean {
  const [begin = '', end] = name.split('*');
  return end === undefined
    ? file === begin
    : file.length >= begin.length + end.length && file.startsWith(begin) && file.endsWith(end);
}
