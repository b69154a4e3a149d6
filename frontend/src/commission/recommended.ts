import { count } from '../text/format'

/** «За: Реестр значимых программ, 30 мест»; the word alone where nothing is named. */
export function recommended(word: string, { registerLabel, places }: { registerLabel: string; places: number | null }): string {
  const named = [registerLabel, places === null ? '' : count(places, 'место', 'места', 'мест')].filter(Boolean)
  return named.length > 0 ? `${word}: ${named.join(', ')}` : word
}
