import { describe, expect, test } from 'vitest';
import { alertTypes, severities } from './alert.ts';
import { recommendedFor } from './recommended.ts';

const codes = (...of: Parameters<typeof recommendedFor>) => recommendedFor(...of).map(({ code }) => code);

describe('recommended actions', () => {
  test('every alert has at least two, each once', () => {
    for (const type of alertTypes) {
      for (const severity of severities) {
        const found = codes({ type, severity, trigger: {} });
        expect(found.length, `${type} ${severity}`).toBeGreaterThanOrEqual(2);
        expect(new Set(found).size).toBe(found.length);
      }
    }
  });

  test('missed sessions are talked about with their number', () => {
    const [first] = recommendedFor({
      type: 'attendance',
      severity: 'high',
      trigger: { missed: 3, sessions: 5 },
    });
    expect(first).toEqual({ code: 'call_about_missed', kind: 'call', params: { missed: 3 } });
  });

  test('who asked for help is answered before anything else', () => {
    const trigger = { sentiment: 40, texts: 3, help: 2 };
    const found = recommendedFor({ type: 'negative_sentiment', severity: 'medium', trigger });
    expect(found[0]).toMatchObject({ code: 'answer_request', params: { help: 2 } });
    const withoutRequest = codes({ type: 'negative_sentiment', severity: 'medium', trigger: { texts: 3 } });
    expect(withoutRequest).not.toContain('answer_request');
    expect(withoutRequest[0]).toBe('talk_in_person');
  });

  test('a silence that is critical calls for a voice first, a short one for a message', () => {
    const trigger = { silentDays: 15 };
    expect(codes({ type: 'lms_inactivity', severity: 'critical', trigger })[0]).toBe('call_ten_minutes');
    expect(codes({ type: 'lms_inactivity', severity: 'high', trigger })[0]).toBe('send_short_activity');
  });

  test('the manager is involved, and the family told, only when it is critical', () => {
    for (const type of alertTypes) {
      expect(codes({ type, severity: 'critical', trigger: {} })).toContain('involve_manager');
      expect(codes({ type, severity: 'high', trigger: {} })).not.toContain('involve_manager');
    }
    expect(codes({ type: 'overall_engagement', severity: 'critical', trigger: {} })).toContain(
      'inform_parent',
    );
  });
});
