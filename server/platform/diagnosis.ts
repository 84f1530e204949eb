/** Why something that Docket needs cannot be used, and how an operator fixes it: two sentences. */
export type Diagnosis = { cause: string; remedy: string }

/** Error codes and messages, with their causes. */
export type Symptoms = readonly [symptom: RegExp, cause: string, remedy: string][]

/** The first of `symptoms` that matches the failure; otherwise its own message, with what to check in general. */
export function diagnose(failure: { code: unknown; words: string }, symptoms: Symptoms, check: string): Diagnosis {
  const found = symptoms.find(([symptom]) => symptom.test(String(failure.code)) || symptom.test(failure.words))
  if (found) return { cause: found[1], remedy: found[2] }
  return { cause: sentence(failure.words), remedy: check }
}

const sentence = (words: string): string => (/[.!?]$/.test(words) ? words : `${words}.`)
