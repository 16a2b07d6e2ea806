/** What makes a cluster this one: when any of it changes, its nodes leave and a new cluster is made. */
export interface ClusterIdentity {
  readonly lab: string;
  readonly semester?: string;
  /** `address:port` of the API server. */
  readonly apiEndpoint: string;
}

/** The identity as inputs of a step: what is in the old cluster is not in the new one, so the step runs again. */
export function identityInputs({ lab, semester, apiEndpoint }: ClusterIdentity): Record<string, string> {
  return {
    LAB: lab,
    API_ENDPOINT: apiEndpoint,
    ...(semester === undefined ? {} : { SEMESTER: semester }),
  };
}
