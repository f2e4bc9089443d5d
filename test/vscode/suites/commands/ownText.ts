/** What a person has of their own where a sample would go. */
export const ownText = '{ "name": "mine", "layers": [] }\n';
