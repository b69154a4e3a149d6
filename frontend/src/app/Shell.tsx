import { Alert, AppShell, Burger, Button, Group, Menu, NavLink, NativeSelect, ScrollArea, Text, useMantineColorScheme } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { notifications } from '@mantine/notifications'
import { useMutation } from '@tanstack/react-query'
import { Link, Outlet, useLocation, useNavigate } from '@tanstack/react-router'
import { send } from '../api/send'
import { SignOut } from '../generated/operations'
import { forget } from './kept'
import { meets, otherOf, sectionsOf } from './navigation'
import { Search } from './Search'
import { keyOf, useSession, type Membership } from './session'

/** What surrounds every page: who works here and as what, where one may go, and the way past all this. */
export function Shell() {
  const [opened, { toggle, close }] = useDisclosure()
  const { acting } = useSession()
  const { pathname } = useLocation()
  return (
    <AppShell
      header={{ height: 56 }}
      navbar={{ width: 240, breakpoint: 'md', collapsed: { mobile: !opened } }}
      padding="md"
    >
      <a href="#content" className="skip">
        К содержанию
      </a>
      <AppShell.Header>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap" miw={0} flex={1}>
            <Burger opened={opened} onClick={toggle} hiddenFrom="md" size="sm" aria-label="Разделы" aria-expanded={opened} />
            <Text fw={700} visibleFrom="sm">
              ПФДО
            </Text>
            <ActingAs />
          </Group>
          <Group gap="xs" wrap="nowrap" flex="none">
            <Search />
            <Account />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar aria-label="Разделы" p="xs">
        <ScrollArea>
          {sectionsOf(acting?.role).map((section) => (
            <div key={section.label}>
              <Text size="xs" c="dimmed" fw={600} px="sm" pt="sm">
                {section.label}
              </Text>
              {section.places.map((place) => (
                <NavLink
                  key={place.to}
                  component={Link}
                  to={place.to}
                  label={place.label}
                  active={pathname.startsWith(place.to)}
                  aria-current={pathname.startsWith(place.to) ? 'page' : undefined}
                  onClick={close}
                />
              ))}
            </div>
          ))}
        </ScrollArea>
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1}>
        <OfOtherRole />
        <Outlet key={acting && keyOf(acting)} />
      </AppShell.Main>
    </AppShell>
  )
}

/** A page that another of one's roles meets opens all the same: the server knows them all. It is said what is missing. */
function OfOtherRole() {
  const { memberships, acting, act } = useSession()
  const { pathname } = useLocation()
  const other = otherOf(memberships, acting, pathname)
  if (!other) return null
  return (
    <Alert mb="md" title="Страница другой вашей роли">
      <Text size="sm" mb="xs">
        Сейчас вы работаете в роли, в разделах которой этой страницы нет: её видно, а действий на ней может не быть.
      </Text>
      <Button variant="default" size="compact-md" h="auto" py={4} styles={{ label: { whiteSpace: 'normal' } }} onClick={() => act(other)}>
        Работать как: {nameOf(other)}
      </Button>
    </Alert>
  )
}

/** The unit first: of a narrow field only the beginning is seen, and many hold one role in several places. */
function nameOf({ roleLabel, unit }: Membership): string {
  return `${unit.name} · ${roleLabel}`
}

/** In which role and for which unit one works; only who has several may choose. Nobody is left where the role has no part. */
function ActingAs() {
  const { memberships, acting, act } = useSession()
  const { pathname } = useLocation()
  const navigate = useNavigate()
  if (!acting) return <Text size="sm">Роль не назначена</Text>
  if (memberships.length === 1) {
    return (
      <Text size="sm" lineClamp={1}>
        {acting.roleLabel} · {acting.unit.name}
      </Text>
    )
  }
  return (
    <NativeSelect
      aria-label="Роль и организация"
      size="xs"
      value={keyOf(acting)}
      data={memberships.map((each) => ({ value: keyOf(each), label: nameOf(each) }))}
      onChange={(event) => {
        const chosen = memberships.find((each) => keyOf(each) === event.currentTarget.value)
        if (!chosen) return
        act(chosen)
        if (!meets(chosen.role, pathname)) void navigate({ to: '/tasks' })
      }}
    />
  )
}

/** Nothing that was typed or shown here stays on the machine. */
function leave(): void {
  forget()
  location.assign('/')
}

function stay({ message }: Error): void {
  notifications.show({ color: 'red', title: 'Выйти не удалось: вы ещё в системе', message })
}

function Account() {
  const { user } = useSession()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const signOut = useMutation({ mutationFn: () => send(SignOut, {}), onSuccess: leave, onError: stay })
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="subtle" size="compact-sm" maw={{ base: 130, sm: 260 }}>
          {user.fullName}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Оформление</Menu.Label>
        {([['light', 'Светлое'], ['dark', 'Тёмное'], ['auto', 'Как в системе']] as const).map(([value, label]) => (
          <Menu.Item key={value} onClick={() => setColorScheme(value)} aria-current={colorScheme === value}>
            {colorScheme === value ? `✓ ${label}` : label}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item onClick={() => signOut.mutate()}>Выйти</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
