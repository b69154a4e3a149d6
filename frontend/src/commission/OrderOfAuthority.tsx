import { Facts } from '../parts/Facts'
import { Go } from '../parts/Go'
import { Part } from '../parts/Part'
import { count, dayText } from '../text/format'
import type { Filed } from './DossierPage'
import { entryText } from './entered'

/** What the authority made of the recommendation, and what stands in the register by its act. */
export function OrderOfAuthority({ dossier, order }: { dossier: Filed; order: Filed['orders'][number] }) {
  return (
    <Part title="Решение уполномоченного органа">
      <Facts
        facts={[
          ['Решение', order.verdictLabel],
          ['Реестр', order.registerLabel],
          ['Мест не больше', order.places !== null && count(order.places, 'место', 'места', 'мест')],
          ['Потребность населения', order.need],
          ['Направления развития', order.development],
          ['Сохранение финансирования', order.keepsFunding],
          ['Обоснование', order.reason],
          ['Акт', order.act && `${order.act.title} № ${order.act.number} от ${dayText(order.act.adoptedOn)}`],
          ['В реестре', entryText(dossier.edition?.entries ?? [], order.act?.id)],
          ['Принято', dayText(order.decidedAt)],
          ['Куда обратиться', order.remedy],
        ]}
      />
      {order.act && (
        <Go to="/assignments" search={{}}>
          Муниципальные задания
        </Go>
      )}
    </Part>
  )
}
