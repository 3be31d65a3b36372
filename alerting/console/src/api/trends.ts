import { useQuery } from '@tanstack/react-query';
import { type Schemas, service, value } from './client';

export type Key = Schemas['Key'];
export type Trend = Schemas['Trend'];
export type TrendPoint = Schemas['TrendPoint'];
export type TrendRow = Schemas['TrendRow'];
export type KeyKind = 'topic' | 'theme' | 'entity' | 'combined' | 'all';

export function useNow(keys: KeyKind) {
  return useQuery({
    queryKey: ['trends', 'now', keys],
    queryFn: () => value(service.GET('/api/v1/trends/now', { params: { query: { keys, limit: 200 } } })),
  });
}

export interface Range {
  readonly from?: string;
  readonly to?: string;
}

export function useTrend(key: string, range: Range, enabled: boolean) {
  return useQuery({
    queryKey: ['trends', 'key', key, range],
    queryFn: () => value(service.GET('/api/v1/trends', { params: { query: { key, ...range } } })),
    enabled,
  });
}
