import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type Schemas, service, value } from './client';

export type Settings = Schemas['Settings'];
export type Channel = Schemas['Channel'];
export type ChannelState = Schemas['ChannelState'];
export type Rule = Schemas['Rule'];
export type ApiTokenInput = Schemas['ApiTokenInput'];

export function useAudit() {
  return useInfiniteQuery({
    queryKey: ['audit'],
    queryFn: ({ pageParam }) =>
      value(service.GET('/api/v1/audit', { params: { query: pageParam === null ? {} : { cursor: pageParam } } })),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
}

/** Settings stay as read until asked for again, because a form is made from them. */
export function useSettings() {
  return useQuery({
    queryKey: ['settings'],
    queryFn: () => value(service.GET('/api/v1/settings')),
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
  });
}

export function useSaveSettings() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (settings: Settings) => value(service.PUT('/api/v1/settings', { body: settings })),
    onSuccess: async (settings) => {
      queries.setQueryData(['settings'], settings);
      await Promise.all([
        queries.invalidateQueries({ queryKey: ['channels'] }),
        queries.invalidateQueries({ queryKey: ['audit'] }),
      ]);
    },
  });
}

export function useChannels() {
  return useQuery({
    queryKey: ['channels'],
    queryFn: () => value(service.GET('/api/v1/channels')),
    select: (page) => page.items,
    refetchInterval: 15_000,
  });
}

export function useTokens(enabled: boolean) {
  return useQuery({
    queryKey: ['tokens'],
    queryFn: () => value(service.GET('/api/v1/tokens')),
    select: (page) => page.items,
    enabled,
  });
}

export function useCreateToken() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: ApiTokenInput) => value(service.POST('/api/v1/tokens', { body })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['tokens'] }),
  });
}

export function useRevokeToken() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (name: string) => {
      await service.DELETE('/api/v1/tokens/{name}', { params: { path: { name } } });
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: ['tokens'] }),
  });
}
