import createClient, { type Middleware } from 'openapi-fetch';
import type { components, paths } from './schema';

export type Schemas = components['schemas'];

/** What the service refused, in words that a person can act on. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';

  constructor(
    readonly status: number,
    message: string,
    readonly errors: readonly string[] = [],
  ) {
    super(message);
  }
}

let csrfToken: string | null = null;
let signedOut: () => void = () => undefined;

/** The token that changes must carry; from the session. */
export function sendToken(token: string | null): void {
  csrfToken = token;
}

/** What to do when the service no longer knows the session. */
export function onSignedOut(action: () => void): void {
  signedOut = action;
}

const middleware: Middleware = {
  onRequest({ request }) {
    if (request.method !== 'GET' && csrfToken !== null) {
      request.headers.set('X-CSRF-Token', csrfToken);
    }
  },
  async onResponse({ request, response }) {
    if (response.ok) {
      return;
    }
    if (response.status === 401 && !request.url.endsWith('/api/v1/session')) {
      signedOut();
    }
    throw await problem(response);
  },
  onError() {
    return new ServiceError(0, 'The service does not answer. Check that it runs and that you are connected.');
  },
};

async function problem(response: Response): Promise<ServiceError> {
  try {
    const { detail, errors } = (await response.json()) as Schemas['Problem'];
    return new ServiceError(response.status, detail, errors);
  } catch {
    return new ServiceError(response.status, `The service answered with status ${response.status} and no reason.`);
  }
}

export const service = createClient<paths>({
  baseUrl: window.location.origin,
  querySerializer: { array: { style: 'form', explode: false } },
});
service.use(middleware);

/** The value of an answer. The middleware has thrown for errors, so only an answer without a value is left to refuse. */
export async function value<T>(answer: Promise<{ data?: T }>): Promise<T> {
  const { data } = await answer;
  if (data === undefined) {
    throw new ServiceError(0, 'The service sent an empty answer.');
  }
  return data;
}
