import { Text } from '@mantine/core'
import { ActButton } from '../decisions/ActButton'
import { Part } from '../parts/Part'

/** Before one's own vote: say what ties one to the program, and do not decide on it. */
export function DeclareConflict({ item }: { item: string }) {
  return (
    <Part title="Личная заинтересованность">
      <Text size="sm">
        Если вы связаны с организацией или программой — работаете там, там учится ваш ребёнок, вы писали заключение, — заявите об
        этом до голосования. Голосовать по этому вопросу вы тогда не будете.
      </Text>
      <ActButton name="declareConflict" label="Заявить о заинтересованности" on={item} />
    </Part>
  )
}
