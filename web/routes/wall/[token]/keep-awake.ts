/** Keeps the screen on while the page is in view; a television that cannot do so has a setting of its own for it. */
export function keepAwake(): () => void {
  let lock: WakeLockSentinel | null = null;
  let isWanted = true;
  const ask = async (): Promise<void> => {
    // It is gone whenever the page was out of view, and there is none where the page came over plain HTTP.
    if (!isWanted || document.visibilityState !== 'visible' || lock?.released === false) return;
    const got = await navigator.wakeLock?.request('screen').catch(() => null);
    if (!isWanted) await got?.release();
    else lock = got ?? null;
  };
  const look = (): void => void ask();
  look();
  document.addEventListener('visibilitychange', look);
  return () => {
    isWanted = false;
    document.removeEventListener('visibilitychange', look);
    void lock?.release();
  };
}
