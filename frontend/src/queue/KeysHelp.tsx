import { Button, Kbd, Modal, Table } from '@mantine/core'
import type { Key } from '../parts/keys'

interface Props {
  keys: Key[]
  opened: boolean
  open: () => void
  close: () => void
}

/** What each key does, for those who ask. */
export function KeysHelp({ keys, opened, open, close }: Props) {
  return (
    <>
      <Button variant="default" size="compact-md" onClick={open}>
        Клавиши
      </Button>
      <Modal opened={opened} onClose={close} title="Клавиши" closeButtonProps={{ 'aria-label': 'Закрыть' }}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">Клавиша</Table.Th>
              <Table.Th scope="col">Что делает</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {keys.map(({ shown, does }) => (
              <Table.Tr key={shown}>
                <Table.Th scope="row">
                  <Kbd>{shown}</Kbd>
                </Table.Th>
                <Table.Td>{does}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Modal>
    </>
  )
}
