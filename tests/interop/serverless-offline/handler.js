// Answers with what it was sent, or fails when that is what was asked.
exports.answer = async (event) => {
  if (event.fail) throw new TypeError("as asked");
  return { got: event };
};
