/** Does it now and again while somebody looks; returns what ends it, as an effect wants it. */
export function keepFresh(load: () => Promise<void>, everyMs: number): () => void {
  const look = (): void => {
    if (document.visibilityState === 'visible') void load();
  };
  void load();
  const timer = setInterval(look, everyMs);
  document.addEventListener('visibilitychange', look);
  addEventListener('online', look);
  return () => {
    removeEventListener('online', look);
    clearInterval(timer);
    document.removeEventListener('visibilitychange', look);
  };
}
