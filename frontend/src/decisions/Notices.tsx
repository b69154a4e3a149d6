import { Alert, Button, Group, Text } from '@mantine/core'

/** Till the answer what was sent stays as it is. */
export const LOST = 'Связь прервалась, и неизвестно, записано ли решение. Отправьте его ещё раз: дважды оно не запишется, а изменить его до ответа нельзя.'

/** What was typed before has come back; if it was sent then, nobody has answered. */
export function Restored({ isLost, onThrow }: { isLost: boolean; onThrow: () => void }) {
  return (
    <Alert color="blue" variant="light" title={isLost ? 'Ответа ещё не было' : 'Восстановлен черновик'} role="status">
      <Group gap="sm">
        <Text size="sm">
          {isLost
            ? LOST
            : 'Вы начали это решение раньше. Черновик хранится только на этом компьютере и исчезнет, когда вы выйдете.'}
        </Text>
        <Button size="xs" variant="default" onClick={onThrow}>
          Начать заново
        </Button>
      </Group>
    </Alert>
  )
}

/** What one decides about is not what it was when one began; a form that writes it anew may begin with what it is now. */
export function Behind({ onSeen, onThrow }: { onSeen: () => void; onThrow?: () => void }) {
  return (
    <Alert color="yellow" variant="light" title="Данные изменились" role="status">
      <Group gap="sm">
        <Text size="sm">Пока вы заполняли форму, их изменил кто-то другой. Проверьте, что нового: введённое сохранено.</Text>
        <Button size="xs" variant="default" onClick={onSeen}>
          Проверено, продолжить
        </Button>
        {onThrow && (
          <Button size="xs" variant="default" onClick={onThrow}>
            Начать с новых данных
          </Button>
        )}
      </Group>
    </Alert>
  )
}
