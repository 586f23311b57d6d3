import { type EngineDouble, startComfyuiDouble, startGradioDouble, startPredictionsDouble } from '../../../tests/doubles/garment-engines.ts'

/** What a shop would write into the file of `GARMENT_ENGINE_FIELDS` for each double. */
const categories = { top: 'upper_body', bottom: 'lower_body', dress: 'dresses' }

/** The three dialects: what plays each, and its fields. */
export const dialects = [
  {
    dialect: 'predictions',
    start: startPredictionsDouble,
    fields: {
      request: { version: 'v1', input: { human_img: '{person}', garm_img: '{garment}', category: '{category}', seed: '{seed}' } },
      categories,
    },
  },
  {
    dialect: 'gradio',
    start: startGradioDouble,
    fields: { api: 'tryon', request: ['{person}', '{garment}', '{category}', '{seed}'], categories },
  },
  {
    dialect: 'comfyui',
    start: startComfyuiDouble,
    fields: {
      request: {
        '1': { class_type: 'LoadImage', inputs: { image: '{person}' } },
        '2': { class_type: 'LoadImage', inputs: { image: '{garment}' } },
        '3': { class_type: 'TryOn', inputs: { person: ['1', 0], garment: ['2', 0], category: '{category}', seed: '{seed}' } },
        '4': { class_type: 'SaveImage', inputs: { images: ['3', 0], filename_prefix: 'vitrine' } },
      },
      categories,
    },
  },
] as const satisfies readonly { dialect: string; start: (picture: Buffer) => Promise<EngineDouble>; fields: object }[]
