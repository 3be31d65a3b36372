import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type Schemas, sendToken, service, value } from './client';

export type Session = Schemas['Session'];
export type Role = Schemas['Role'];

const KEY = ['session'];

export async function loadSession(): Promise<Session> {
  const session = await value(service.GET('/api/v1/session'));
  sendToken(session.csrfToken);
  return session;
}

export function useSession() {
  return useQuery({ queryKey: KEY, queryFn: loadSession, staleTime: 5 * 60_000 });
}

export function useSignIn() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (token: string) => value(service.POST('/api/v1/session', { body: { token } })),
    onSuccess: (session) => {
      sendToken(session.csrfToken);
      queries.setQueryData(KEY, session);
    },
  });
}

export function useSignOut() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async () => {
      await service.DELETE('/api/v1/session');
    },
    onSuccess: async () => {
      queries.removeQueries({ predicate: (query) => query.queryKey[0] !== KEY[0] });
      await queries.invalidateQueries({ queryKey: KEY });
    },
  });
}

const RANK: Record<Role, number> = { viewer: 0, analyst: 1, admin: 2 };

/** Whether the person who is signed in may do what asks for this role. The service decides again; this only hides. */
export function useMay(role: Role): boolean {
  const { data } = useSession();
  const own = data?.role;
  return own !== null && own !== undefined && RANK[own] >= RANK[role];
}
