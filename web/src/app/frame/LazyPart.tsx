import { Component, type ReactNode, Suspense } from 'react'
import { currentMessages } from '../../messages/index.ts'
import { showToast } from '../../ui/feedback/toasts.tsx'

type LazyPartProps = { onFail(): void; children: ReactNode }

/** A part of the page that is loaded when it is opened. If loading fails, the rest of the page is not affected. */
export class LazyPart extends Component<LazyPartProps, { isFailed: boolean }> {
  override state = { isFailed: false }

  static getDerivedStateFromError = () => ({ isFailed: true })

  override componentDidCatch() {
    const { trouble } = currentMessages()
    const action = { label: trouble.reload, run: () => location.reload() }
    showToast({ text: trouble.notLoaded, isProblem: true, action })
    this.props.onFail()
  }

  override render() {
    return this.state.isFailed ? null : <Suspense>{this.props.children}</Suspense>
  }
}
