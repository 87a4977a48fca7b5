const ADJECTIVES = (
  'Amber Ancient Bold Brave Breezy Bright Calm Cheerful Clever Copper Coral Cosmic Crimson Daring Eager Early Easy ' +
  'Fearless Gentle Golden Happy Honest Indigo Jolly Keen Kind Lively Lucky Merry Mellow Misty Nimble Noble Patient ' +
  'Polite Proud Quick Quiet Rapid Ready Scarlet Silent Silver Smooth Snowy Solid Steady Sunny Swift Teal Tidy Velvet ' +
  'Violet Warm Wise'
).split(' ')

const ANIMALS = (
  'Albatross Badger Beaver Bison Bobcat Caribou Cheetah Cormorant Crane Curlew Dolphin Eagle Egret Falcon Ferret Finch ' +
  'Fox Gazelle Gecko Hare Hawk Heron Ibex Ibis Jackdaw Kestrel Kingfisher Koala Lark Lemur Lynx Magpie Marmot Marten ' +
  'Moose Newt Orca Osprey Otter Owl Panda Pelican Penguin Petrel Puffin Quail Raven Robin Salmon Seal Sparrow Stork ' +
  'Swallow Swan Tapir Tern Thrush Tiger Toucan Turtle Vole Walrus Weasel Wombat Wren'
).split(' ')

/** A pleasant name such as "Amber Otter" for somebody who has not given one. `random` yields numbers from 0 up to 1. */
export function suggestName(random: () => number): string {
  const pick = (words: readonly string[]): string => words[Math.floor(random() * words.length)] ?? ''
  return `${pick(ADJECTIVES)} ${pick(ANIMALS)}`
}
