import { List, SimpleGrid, Skeleton, Text, Title } from '@mantine/core'
import { useRoles } from '../shared/roles'
import { strings } from '../strings'
import { Dialog } from '../ui/dialog'

/** What each role may do, to be read before assigning one. */
export function RoleGuide({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title={strings.people.guide} size={760}>
      <Text c="dimmed" mb="md">
        {strings.people.guideHint}
      </Text>
      <Roles />
    </Dialog>
  )
}

function Roles() {
  const roles = useRoles()
  if (roles.length === 0) return <Skeleton height={280} />
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="lg">
      {roles.map(({ role, label, description, capabilities }) => (
        <section key={role} aria-labelledby={`role-${role}`}>
          <Title order={2} id={`role-${role}`}>
            {label}
          </Title>
          <Text c="dimmed" mb={4}>
            {description}
          </Text>
          <List size="sm" spacing={2}>
            {capabilities.map((capability) => (
              <List.Item key={capability}>{capability}</List.Item>
            ))}
          </List>
        </section>
      ))}
    </SimpleGrid>
  )
}
