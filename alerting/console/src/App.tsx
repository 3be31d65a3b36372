import { useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useEffect } from 'react';
import { Navigate, Route, Routes } from 'react-router';
import { onSignedOut } from './api/client';
import { useSession } from './api/session';
import { AlertPage } from './pages/AlertPage';
import { AlertsPage } from './pages/AlertsPage';
import { NowPage } from './pages/NowPage';
import { SignInPage } from './pages/SignInPage';
import { Shell } from './shell/Shell';
import { Empty, Failed, Loading } from './ui/States';
import { Toasts } from './ui/Toasts';

// What few people open first is loaded when it is opened.
const TrendPage = lazy(() => import('./pages/TrendPage'));
const MessagesPage = lazy(() => import('./pages/MessagesPage'));
const LabelPage = lazy(() => import('./pages/LabelPage'));
const ModelsPage = lazy(() => import('./pages/ModelsPage'));
const AuditPage = lazy(() => import('./pages/AuditPage'));
const SettingsPage = lazy(() => import('./pages/SettingsPage'));

export function App() {
  const queries = useQueryClient();
  const session = useSession();
  useEffect(() => onSignedOut(() => void queries.invalidateQueries({ queryKey: ['session'] })), [queries]);

  if (session.isPending) {
    return <Loading what="your session" rows={3} />;
  }
  if (session.isError) {
    return <Failed what="Your session" error={session.error} retry={() => void session.refetch()} />;
  }
  if (!session.data.authenticated) {
    return <SignInPage signInWith={session.data.signInWith} />;
  }
  return (
    <Toasts>
      <Shell session={session.data}>
        <Suspense fallback={<Loading what="the page" />}>
          <Routes>
            <Route index element={<NowPage />} />
            <Route path="trends/:key" element={<TrendPage />} />
            <Route path="alerts" element={<AlertsPage />} />
            <Route path="alerts/:id" element={<AlertPage />} />
            <Route path="messages" element={<MessagesPage />} />
            <Route path="label" element={<LabelPage />} />
            <Route path="models" element={<ModelsPage />} />
            <Route path="audit" element={<AuditPage />} />
            <Route path="settings" element={<SettingsPage />} />
            <Route path="now" element={<Navigate to="/" replace />} />
            <Route path="*" element={<Empty title="There is no such page">Choose one from the menu.</Empty>} />
          </Routes>
        </Suspense>
      </Shell>
    </Toasts>
  );
}
