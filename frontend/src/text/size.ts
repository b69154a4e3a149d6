const number = new Intl.NumberFormat('ru-RU', { maximumFractionDigits: 1 })
const UNITS = ['байт', 'КБ', 'МБ', 'ГБ']

/** «1,5 МБ» of bytes. */
export function sizeText(bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log2(bytes) / 10))
  return `${number.format(bytes / 1024 ** power)} ${UNITS[power]}`
}
