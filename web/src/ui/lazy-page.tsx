import { Button, Center, Loader } from '@mantine/core'
import { Component, type ComponentType, lazy, type ReactNode, Suspense } from 'react'
import { strings } from '../strings'
import { Note } from './note'

/** A page whose code is loaded when it is first opened, so that the first one that a person sees stays small. */
export function lazyPage(load: () => Promise<{ default: () => ReactNode }>): () => ReactNode {
  const Page = lazyPart(
    load,
    <Center mih={240}>
      <Loader aria-label={strings.people.loading} />
    </Center>,
  )
  return () => <Page />
}

/** The same for a part of a page, such as a window; `fallback` stands in its place while it is loaded. */
export function lazyPart<Props extends object>(
  load: () => Promise<{ default: ComponentType<Props> }>,
  fallback: ReactNode = null,
): (props: Props) => ReactNode {
  const Part = lazy(load) as unknown as ComponentType<Props>
  return (props) => (
    <LoadFailure>
      <Suspense fallback={fallback}>
        <Part {...props} />
      </Suspense>
    </LoadFailure>
  )
}

/** Stands where code could not be loaded: offline, or from a version that the server no longer has. */
class LoadFailure extends Component<{ children: ReactNode }, { hasFailed: boolean }> {
  override state = { hasFailed: false }

  static getDerivedStateFromError() {
    return { hasFailed: true }
  }

  override render() {
    if (!this.state.hasFailed) return this.props.children
    return (
      <Note kind="error" title={strings.somethingWrong}>
        <p>{strings.pageNotLoaded}</p>
        <Button variant="default" size="compact-md" onClick={() => window.location.reload()}>
          {strings.reload}
        </Button>
      </Note>
    )
  }
}
