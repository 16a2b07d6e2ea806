const mask = '[redacted]';
/** Shorter values are words that logs are full of; hiding those would hide the log. */
const shortestSecret = 4;

/** What a secret looks like when nobody told us its value. */
const patterns: readonly (readonly [RegExp, string])[] = [
  [/(?<![a-z0-9])[a-z0-9]{6}\.[a-z0-9]{16}(?![a-z0-9])/g, mask],
  [/(--certificate-key[= ]+|certificateKey["']?: *)\S+/g, `$1${mask}`],
  [/((?:client-key-data|client-key|token|password)["']?: +)["']?[^\s"',}]+["']?/g, `$1${mask}`],
  // A PEM private key in base64, as kubeconfigs and Secrets carry it.
  [/LS0tLS1CRUdJTi(?:BQUklWQVRF|BSU0EgUFJJVkFU|BFQyBQUklWQVRF|BPUEVOU1NI)[A-Za-z0-9+/=]*/g, mask],
];
const keyBegins = /-----BEGIN [A-Z ]*PRIVATE KEY-----/;
const keyEnds = /-----END [A-Z ]*PRIVATE KEY-----/;

/** Takes secrets out of everything that is printed, logged or put into an error. */
export class Redactor {
  private readonly secrets = new Set<string>();

  /** From now on this value, and each line of it, is hidden; values under 4 characters are not. */
  add(secret: string): void {
    for (const value of [secret, ...secret.split('\n')]) {
      const trimmed = value.trim();
      if (trimmed.length >= shortestSecret) this.secrets.add(trimmed);
    }
  }

  /** A text of one or many lines, complete. */
  text(text: string): string {
    return text.split('\n').map(this.lines()).join('\n');
  }

  /** Redacts a stream line by line; it remembers whether it is inside a private key. */
  lines(): (line: string) => string {
    let insideKey = false;
    return (line) => {
      const begins = keyBegins.test(line);
      const hidden = insideKey || begins;
      if (begins) insideKey = true;
      if (hidden && keyEnds.test(line)) insideKey = false;
      return hidden ? mask : this.line(line);
    };
  }

  private line(line: string): string {
    let result = line;
    // The longest first: one secret may be a part of another.
    for (const secret of [...this.secrets].sort((a, b) => b.length - a.length)) {
      result = result.replaceAll(secret, mask);
    }
    for (const [pattern, replacement] of patterns) result = result.replace(pattern, replacement);
    return result;
  }
}

const withoutNames = new Redactor();

/** A text of any length without what looks like a secret. */
export function redacted(text: string): string {
  return withoutNames.text(text);
}
