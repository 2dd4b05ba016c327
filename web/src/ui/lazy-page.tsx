import { Button, Center, Loader } from '@mantine/core'
import { Component, lazy, type ReactNode, Suspense } from 'react'
import { strings } from '../strings'
import { Note } from './note'

type Load<Props> = () => Promise<{ default: (props: Props) => ReactNode }>

/** A page, or a part of one, whose code is loaded when it is first opened, so that the first one that a person sees stays small. */
export function lazyPage<Props extends object = object>(load: Load<Props>): (props: Props) => ReactNode {
  const Page = lazy(load)
  return (props) => (
    <LoadFailure>
      <Suspense
        fallback={
          <Center mih={240}>
            <Loader aria-label={strings.people.loading} />
          </Center>
        }
      >
        <Page {...props} />
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
