import type { Findings, Sources } from "./week.js";

const trends = {
  rising: "Your mood rose towards the end of the week.",
  declining: "The end of the week weighed more than its beginning.",
  stable: "Your mood held steady over the week.",
} as const;

const resiliences = {
  improving: "Heavy feelings took up less room than the week before.",
  stable: "Heavy feelings took up about as much room as the week before.",
  strained: "Heavy feelings took up more room than the week before. Go gently.",
} as const;

/** The findings of a week in whole sentences. */
export function narrate(findings: Findings, sources: Sources): string {
  const { dominantEmotions, recurringThemes, moodTrend, resilience } = findings;
  const sentences = [
    activity(sources),
    ...(dominantEmotions.length === 0 ? [] : [`Most of it was ${listed(dominantEmotions)}.`]),
    ...(recurringThemes.length === 0 ? [] : [`You came back to ${listed(recurringThemes)}.`]),
    ...(moodTrend === null ? [] : [trends[moodTrend]]),
    ...(resilience === null ? [] : [resiliences[resilience]]),
  ];
  return sentences.join(" ");
}

function activity({ moods, entries, messages }: Sources): string {
  const parts = [
    counted(moods.length, "checked in once", "checked in on # days"),
    counted(entries.length, "wrote one journal entry", "wrote # journal entries"),
    counted(messages.length, "sent one message", "sent # messages"),
  ];
  return `This week you ${listed(parts.flat())}.`;
}

function counted(count: number, one: string, many: string): string[] {
  if (count === 0) return [];
  return [count === 1 ? one : many.replace("#", String(count))];
}

function listed(parts: readonly string[]): string {
  if (parts.length < 2) return parts.join("");
  return `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}
