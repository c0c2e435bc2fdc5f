/** Nothing here is about workers: webpack finds them by `new Worker(new URL(…))`. */
export default {
  entry: './src/main.ts',
  devtool: false,
  module: { rules: [{ test: /\.ts$/, loader: 'ts-loader' }] },
  resolve: { extensions: ['.ts', '.js'] },
  output: { filename: 'main.js', clean: true },
};
