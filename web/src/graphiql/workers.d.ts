/** Vite builds a module with this ending as a worker. */
declare module '*?worker' {
  const createWorker: new () => Worker
  export default createWorker
}
