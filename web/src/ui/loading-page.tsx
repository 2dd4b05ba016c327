import { Center, Loader } from '@mantine/core'

/** Stands in the place of a whole page while it is loaded. */
export function LoadingPage({ label }: { label: string }) {
  return (
    <Center component="main" mih="100dvh">
      <Loader aria-label={label} />
    </Center>
  )
}
