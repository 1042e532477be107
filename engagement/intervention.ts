/** What a person did to help; brief B12's types, and the call that staff make most. */
export type InterventionKind = 'message' | 'assignment' | 'meeting' | 'parent' | 'call';
