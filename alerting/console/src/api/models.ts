import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type Schemas, service, value } from './client';

export type Model = Schemas['Model'];
export type Models = Schemas['Models'];
export type Figure = Schemas['Figure'];
export type ModelCommand = Schemas['ModelCommand'];
export type ShadowComparison = Schemas['ShadowComparison'];

export function useModels() {
  return useQuery({ queryKey: ['models'], queryFn: () => value(service.GET('/api/v1/models')) });
}

const SHADOW_AGAIN_MILLIS = 30_000;

export function useShadow(version: string) {
  return useQuery({
    queryKey: ['shadow', version],
    queryFn: () => value(service.GET('/api/v1/models/{version}/shadow', { params: { path: { version } } })),
    refetchInterval: SHADOW_AGAIN_MILLIS,
  });
}

export type Command =
  | { action: 'promote'; version: string; force: boolean; reason: string | null }
  | { action: 'shadow'; version: string }
  | { action: 'roll-back' };

/** Tells the running job which model to use. The job obeys in its own time: the answer is the command, not its effect. */
export function useCommand() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSuccess: async () => {
      await Promise.all([
        queries.invalidateQueries({ queryKey: ['models'] }),
        queries.invalidateQueries({ queryKey: ['shadow'] }),
        queries.invalidateQueries({ queryKey: ['audit'] }),
      ]);
    },
  });
}

function send(command: Command): Promise<ModelCommand> {
  switch (command.action) {
    case 'promote': {
      const { version, force, reason } = command;
      return value(
        service.POST('/api/v1/models/{version}/promote', { params: { path: { version } }, body: { force, reason } }),
      );
    }
    case 'shadow':
      return value(service.POST('/api/v1/models/{version}/shadow', { params: { path: { version: command.version } } }));
    case 'roll-back':
      return value(service.POST('/api/v1/models/rollback'));
  }
}
