import { Select } from '@mantine/core'
import { useEffect } from 'react'
import { usePages } from '../api/hooks'
import type { Operation } from '../api/operation'
import { AuthorisedOrganisations, ProviderRegister, StudyGroups } from '../generated/operations'
import type { Connection } from '../parts/Listing'
import { shown, type InputProps } from './FieldInput'

interface Thing {
  id: string
  name: string
}
const ALL = { first: 100 } // rows of a page; all pages are asked for

/** The lists in which one finds the id of a thing, by its type. */
const LISTS: Record<string, (props: InputProps) => React.ReactNode> = {
  Provider: listed(ProviderRegister, (data) => data.providerRegister, ({ provider }) =>
    provider && { id: provider.id, name: `${provider.shortName}, ИНН ${provider.inn}` },
  ),
  AuthorisedOrganisation: listed(AuthorisedOrganisations, (data) => data.authorisedOrganisations, ({ id, name, municipality }) =>
    ({ id, name: `${name}, ${municipality.name}` }),
  ),
  StudyGroup: listed(StudyGroups, (data) => data.studyGroups, ({ id, name, freePlaces }) =>
    ({ id, name: `${name}, свободно мест: ${freePlaces}` }),
  ),
}

/** A thing of a register, by its name. */
export function ThingInput(props: InputProps) {
  const List = LISTS[props.field.idOf]
  return List ? <List {...props} /> : <Listed {...props} things={[]} isWaiting={false} />
}

function listed<Data, Row>(
  operation: Operation<Data, { first?: number | null; after?: string | null }>,
  of: (data: Data) => Connection<Row>,
  named: (row: Row) => Thing | null,
) {
  return function List(props: InputProps) {
    const { data, hasNextPage, isFetching, isError, fetchNextPage } = usePages(operation, ALL, of)
    useEffect(() => {
      if (hasNextPage && !isFetching && !isError) void fetchNextPage()
    }, [data, hasNextPage, isFetching, isError, fetchNextPage])
    const things = data?.pages.flatMap((page) => of(page).edges.flatMap(({ node }) => named(node) ?? [])) ?? []
    return <Listed {...props} things={things} isWaiting={!isError && (!data || hasNextPage)} />
  }
}

function Listed({ things, isWaiting, ...props }: InputProps & { things: Thing[]; isWaiting: boolean }) {
  const { required, ...words } = shown(props)
  return (
    <Select
      {...words}
      withAsterisk={required}
      searchable
      selectFirstOptionOnChange
      openOnFocus={false}
      clearable={!required}
      clearButtonProps={{ 'aria-label': 'Очистить' }}
      placeholder={isWaiting ? 'Загружаем список…' : 'Начните писать название'}
      nothingFoundMessage="Ничего не найдено"
      limit={50}
      data={[...new Map(things.map(({ id, name }) => [id, { value: id, label: name }])).values()]}
      value={typeof props.value === 'string' && props.value ? props.value : null}
      onChange={(chosen) => props.put(chosen ?? '')}
    />
  )
}
