import { type FormEvent, useState } from 'react'
import { useRefusalInWords } from '../feedback/useReport.ts'

/**
 * Submits the values of a form, by the names of its fields; returns whether a submission is running, and why it failed.
 */
export function useSubmit(onSubmit: (values: Record<string, string>) => Promise<unknown>) {
  const inWords = useRefusalInWords()
  const [problem, setProblem] = useState<string>()
  const [isSending, setSending] = useState(false)

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const values = Object.fromEntries(new FormData(event.currentTarget)) as Record<string, string>
    setSending(true)
    setProblem(undefined)
    await onSubmit(values).catch((reason) => setProblem(inWords(reason)))
    setSending(false)
  }
  return { problem, isSending, submit: (event: FormEvent<HTMLFormElement>) => void submit(event) }
}
