import { type InfiniteData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type Schemas, service, value } from './client';

export type Alert = Schemas['AlertSummary'];
export type AlertDetail = Schemas['AlertDetail'];
export type AlertSeries = Schemas['AlertSeries'];
export type AlertStep = Schemas['AlertStep'];
export type DeskStatus = Schemas['DeskStatus'];
export type Evidence = Schemas['Evidence'];
export type Severity = Schemas['Severity'];
export type Verdict = Schemas['Verdict'];
export type VerdictInput = Schemas['VerdictInput'];

type Page = Schemas['AlertPage'];

export interface AlertFilter {
  readonly status?: DeskStatus;
  readonly kind?: Schemas['AlertKind'];
  readonly key?: string;
  readonly group?: string;
}

/** The inbox's alerts of one severity, newest first, page by page. */
export function useAlerts(severity: Severity, filter: AlertFilter, enabled: boolean) {
  const { status, ...rest } = filter;
  return useInfiniteQuery({
    queryKey: ['alerts', 'list', severity, filter],
    queryFn: ({ pageParam }) =>
      value(
        service.GET('/api/v1/alerts', {
          params: {
            query: {
              severity: [severity],
              ...rest,
              ...(status === undefined ? {} : { status: [status] }),
              ...(pageParam === null ? {} : { cursor: pageParam }),
            },
          },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    enabled,
  });
}

/** How many alerts wait for somebody to decide. */
export function useNewCount() {
  return useQuery({
    queryKey: ['alerts', 'new-count'],
    queryFn: () => value(service.GET('/api/v1/alerts', { params: { query: { limit: 1 } } })),
    select: (page) => page.newCount,
  });
}

export function useAlert(id: string) {
  return useQuery({
    queryKey: ['alert', id],
    queryFn: () => value(service.GET('/api/v1/alerts/{id}', { params: { path: { id } } })),
  });
}

export function useSeries(id: string) {
  return useQuery({
    queryKey: ['alert', id, 'series'],
    queryFn: () => value(service.GET('/api/v1/alerts/{id}/series', { params: { path: { id } } })),
  });
}

export function useSimilar(id: string) {
  return useQuery({
    queryKey: ['alert', id, 'similar'],
    queryFn: () => value(service.GET('/api/v1/alerts/{id}/similar', { params: { path: { id } } })),
    select: (page) => page.items,
  });
}

/** Judges an alert. Lists show the result at once; they are loaded anew behind it. */
export function useJudge() {
  const keep = useKeep();
  return useMutation({
    mutationFn: ({ id, ...body }: VerdictInput & { id: string }) =>
      value(service.POST('/api/v1/alerts/{id}/verdict', { params: { path: { id } }, body })),
    onSuccess: keep,
  });
}

export function useNote() {
  const keep = useKeep();
  return useMutation({
    mutationFn: ({ id, text }: { id: string; text: string }) =>
      value(service.POST('/api/v1/alerts/{id}/notes', { params: { path: { id } }, body: { text } })),
    onSuccess: keep,
  });
}

function useKeep() {
  const queries = useQueryClient();
  return async (detail: AlertDetail) => {
    const { alert } = detail;
    queries.setQueryData(['alert', alert.id], detail);
    queries.setQueriesData<InfiniteData<Page>>(
      { queryKey: ['alerts', 'list'] },
      (data) => data && withAlert(data, alert),
    );
    await Promise.all([
      queries.invalidateQueries({ queryKey: ['alerts'] }),
      queries.invalidateQueries({ queryKey: ['audit'] }),
    ]);
  };
}

function withAlert(data: InfiniteData<Page>, alert: Alert): InfiniteData<Page> {
  return {
    ...data,
    pages: data.pages.map((page) => ({
      ...page,
      items: page.items.map((item) => (item.id === alert.id ? alert : item)),
    })),
  };
}
