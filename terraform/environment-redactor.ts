import { Redactor } from '../text/redactor';

/** Variables that carry a secret to the runner, to Terraform's backends or to its registries. */
const secretName =
  /(PASS(WORD|PHRASE|WD)?|SECRET(_ACCESS)?(_KEY)?|TOKEN|ACCESS_KEY|CONN_STR|CREDENTIALS)$|^TF_TOKEN_/i;
/** The password of a connection string, as an address or as a list of words. */
const passwords = [/^\w+:\/\/[^/@\s]*?:([^@\s]+)@/, /\bpassword='?([^\s']+)/];

/** A redactor that knows the secrets of the environment, and the passwords in connection strings among them. */
export function environmentRedactor(env: NodeJS.ProcessEnv): Redactor {
  const redactor = new Redactor();
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined || !secretName.test(name)) continue;
    redactor.add(value);
    for (const pattern of passwords) {
      const password = pattern.exec(value)?.[1];
      if (password === undefined) continue;
      redactor.add(password);
      redactor.add(decoded(password));
    }
  }
  return redactor;
}

function decoded(password: string): string {
  try {
    return decodeURIComponent(password);
  } catch {
    return password;
  }
}
