import {
  BaseAgent,
  OpenSSHAgent,
  type IdentityCallback,
  type ParsedKey,
  type SignCallback,
  type SigningRequestOptions,
} from 'ssh2';

const answerWithinMs = 5000;

/** One key of the SSH agent, acting as an agent of its own, so that each key that is tried has a name. */
export class AgentIdentity extends BaseAgent<ParsedKey> {
  readonly publicKey: Buffer;
  readonly comment: string;
  readonly #agent: OpenSSHAgent;
  readonly #key: ParsedKey;

  constructor(agent: OpenSSHAgent, key: ParsedKey) {
    super();
    this.#agent = agent;
    this.#key = key;
    this.publicKey = key.getPublicSSH();
    this.comment = key.comment;
  }

  override getIdentities(callback: IdentityCallback<ParsedKey>): void {
    callback(null, [this.#key]);
  }

  override sign(
    key: ParsedKey,
    data: Buffer,
    optionsOrCallback: SigningRequestOptions | SignCallback,
    callback?: SignCallback,
  ): void {
    if (typeof optionsOrCallback === 'function') this.#agent.sign(key, data, optionsOrCallback);
    else this.#agent.sign(key, data, optionsOrCallback, callback);
  }
}

/** The keys an agent holds. Rejects with a plain Error when no usable agent responds at the socket. */
export async function agentIdentities(socket: string): Promise<AgentIdentity[]> {
  const agent = new OpenSSHAgent(socket);
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Error(`the SSH agent at ${socket} did not respond within ${answerWithinMs / 1000} s`));
    }, answerWithinMs);
    agent.getIdentities((error, keys) => {
      clearTimeout(timer);
      if (error) {
        reject(new Error(`no SSH agent responds at ${socket}`, { cause: error }));
        return;
      }
      resolve((keys ?? []).filter(isParsedKey).map((key) => new AgentIdentity(agent, key)));
    });
  });
}

function isParsedKey(key: object): key is ParsedKey {
  return 'getPublicSSH' in key;
}
