import { type InfiniteData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type Schemas, service, value } from './client';

export type Message = Schemas['Message'];
export type Task = 'topic' | 'sentiment' | 'theme';
export type Labels = Partial<Record<Task, string>>;
export type QueueItem = Schemas['Queue']['items'][number];

export const TASKS: readonly Task[] = ['sentiment', 'topic', 'theme'];

type Page = Schemas['MessagePage'];

export interface MessageFilter {
  readonly q?: string;
  readonly topic?: string;
  readonly sentiment?: string;
  readonly theme?: string;
  readonly entity?: string;
  readonly source?: string;
  readonly uncertain?: boolean;
  readonly corrected?: boolean;
  readonly from?: string;
  readonly to?: string;
}

export function useMessages(filter: MessageFilter) {
  return useInfiniteQuery({
    queryKey: ['messages', filter],
    queryFn: ({ pageParam }) =>
      value(
        service.GET('/api/v1/messages', {
          params: { query: { ...filter, ...(pageParam === null ? {} : { cursor: pageParam }) } },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
}

export function useLabels() {
  return useQuery({
    queryKey: ['labels'],
    queryFn: () => value(service.GET('/api/v1/labels')),
    select: (labels) => labels.tasks,
    staleTime: 60_000,
  });
}

/** The queue is loaded when asked for and not behind the person's back: what is on screen must not change under the hand. */
export function useQueue() {
  return useQuery({
    queryKey: ['queue'],
    queryFn: () => value(service.GET('/api/v1/queue', { params: { query: { limit: 20 } } })),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
}

/** What this person has said of this message, if anything. */
export function ownLabels(message: Message, user: string | null | undefined): Labels | null {
  const own = message.corrections.find((correction) => correction.by === user);
  return own === undefined ? null : (own.labels as Labels);
}

/** Sets what this person says of a message, or takes it back where `labels` is null. */
export function useCorrect() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ id, labels }: { id: string; labels: Labels | null }) => {
      const params = { path: { id } };
      return labels === null
        ? value(service.DELETE('/api/v1/messages/{id}/correction', { params }))
        : value(service.POST('/api/v1/messages/{id}/correction', { params, body: labels }));
    },
    onSuccess: async (message) => {
      queries.setQueriesData<InfiniteData<Page>>(
        { queryKey: ['messages'] },
        (data) => data && withMessage(data, message),
      );
      queries.setQueriesData<Schemas['AlertDetail']>(
        { predicate: ({ queryKey }) => queryKey[0] === 'alert' && queryKey.length === 2 },
        (detail) => detail && { ...detail, evidence: detail.evidence.map((item) => withEvidence(item, message)) },
      );
      queries.setQueriesData<Schemas['ShadowComparison']>(
        { queryKey: ['shadow'] },
        (data) =>
          data && {
            ...data,
            newest: data.newest.map((item) => (item.message.id === message.id ? { ...item, message } : item)),
          },
      );
      await queries.invalidateQueries({ queryKey: ['audit'] });
    },
  });
}

function withMessage(data: InfiniteData<Page>, message: Message): InfiniteData<Page> {
  return {
    ...data,
    pages: data.pages.map((page) => ({
      ...page,
      items: page.items.map((item) => (item.id === message.id ? message : item)),
    })),
  };
}

function withEvidence(item: Schemas['Evidence'], message: Message): Schemas['Evidence'] {
  return item.messageId === message.id ? { ...item, message } : item;
}
